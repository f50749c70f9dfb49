import Foundation
import ThresholdModel
import ThresholdRules

/// Measures as it is told to, line by line, so that a driver can take turns between it and another engine.
///
/// Each line of standard input is a command with numbers; each answer is one line of JSON.
@main
struct Main {
  private var bench: Bench?
  private var nesting: Nesting?

  static func main() throws {
    var main = Main()
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard let command = words.first else { continue }
      if command == "quit" { return }
      try main.answer(command, words.dropFirst().compactMap { Int($0) }, path: words.last ?? "")
    }
  }

  private mutating func answer(_ command: String, _ numbers: [Int], path: String) throws {
    func number(_ place: Int) -> Int { numbers.indices.contains(place) ? numbers[place] : 0 }
    switch command {
    case "decisions":
      // As many users as could be at work at once, the same servers for every number of lists.
      bench = Bench(Company(Sizes(users: min(max(number(0), 20), 2000), lists: number(0), resources: 1600)), questions: number(1))
      try reply(["users": bench?.company.sizes.users ?? 0])
    case "export":
      guard let bench else { return try reply(["error": 1]) }
      try JSONEncoder().encode(bench.company.export(bench.company.questions(number(0)))).write(to: URL(filePath: path))
      try reply(["questions": number(0)])
    case "decide": try reply(bench?.decisions(number(0), from: number(1)))
    case "decide-cold": try reply(bench?.decisionsAfterChanges(number(0), from: number(1)))
    case "resources":
      bench = Bench(Company(Sizes(users: 1000, lists: 1000, resources: number(0), hasOtherKinds: true)))
      try reply(["resources": number(0)])
    case "page": try reply(bench?.listings(number(0), from: number(1), limit: 100))
    case "all": try reply(bench?.listings(number(0), from: number(1), limit: .max))
    case "nesting":
      nesting = Nesting()
      try reply(["lists": Nesting.levels * Nesting.width])
    case "memberships": try reply(nesting?.memberships(number(0)))
    case "memory":
      let before = resident()
      let company = Company(Sizes(users: 10_000, lists: 5_000, resources: 50_000, furtherMembers: 10, hasOtherKinds: true))
      bench = Bench(company)
      let loaded = resident()
      bench?.askForEverybody()
      try reply(["before": before, "loaded": loaded, "asked": resident()])
    default: try reply(["error": 1])
    }
  }

  private func reply(_ answer: some Encodable) throws {
    FileHandle.standardOutput.write(try JSONEncoder().encode(answer) + Data("\n".utf8))
  }

  /// Resident memory in bytes; 0 where the system does not say.
  private func resident() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
      let kibibytes = line.split(separator: " ").compactMap({ Int($0) }).first
    else { return 0 }
    return kibibytes * 1024
  }
}
