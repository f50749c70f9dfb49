import Foundation

/// The `Include` lines of an sshd configuration: reading them, and pointing them elsewhere for a trial.
enum IncludeLines {
  /// Where sshd looks for relative names in `Include`, whatever file they stand in (sshd_config(5)).
  static let base = "/etc/ssh"

  /// A line's keyword in lower case and its arguments; nil for blank lines and comments.
  static func directive(_ line: some StringProtocol) -> (keyword: String, arguments: [String])? {
    let words = words(of: String(line))
    guard let keyword = words.first else { return nil }
    return (keyword.lowercased(), Array(words.dropFirst()))
  }

  /// What a name in `Include` stands for.
  static func resolved(_ name: String) -> String { name.hasPrefix("/") ? name : "\(base)/\(name)" }

  /// The text with every include from within one folder taken from another.
  static func redirected(_ text: String, from folder: String, to copy: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard let (keyword, names) = directive(line), keyword == "include" else { return String(line) }
      let moved = names.map { name -> String in
        let path = resolved(name)
        return path.hasPrefix(folder + "/") ? copy + path.dropFirst(folder.count) : path
      }
      return "Include " + moved.map { "\"\($0)\"" }.joined(separator: " ")
    }.joined(separator: "\n")
  }

  /// Splits a line as sshd does: at blanks and the first `=`, with double quotes; `#` starts a comment.
  private static func words(of line: String) -> [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    func close() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case _ where isQuoted: word.append(character)
      case "#" where word.isEmpty:
        return words
      case "=" where words.isEmpty: close()
      case _ where character.isWhitespace: close()
      default: word.append(character)
      }
    }
    close()
    return words
  }
}

/// Where our block stands so that it is the first `Match` block that sshd reads: among blocks, the first one wins.
enum IncludePlacement: Hashable, Sendable {
  /// A file in the folder that sshd_config includes before anything else, as Debian and Fedora ship it.
  case dropIn
  /// A file of our folder, included by a new first line of sshd_config.
  case firstLine

  static let dropInName = "00-threshold.conf"
  private static let note = "# Added by `threshold join openssh`: must stay first."

  /// - Parameters:
  ///   - main: the text of sshd_config.
  ///   - folder: its folder, absolute.
  ///   - dropIns: names of the files in `sshd_config.d`.
  static func choose(main: String, folder: String, dropIns: [String]) -> IncludePlacement {
    let first = main.split(separator: "\n").lazy.compactMap { IncludeLines.directive($0) }
      .first { !($0.keyword == "include" && $0.arguments == [ourFile(in: folder)]) }
    guard let first, first.keyword == "include", first.arguments.first.map(IncludeLines.resolved) == "\(folder)/sshd_config.d/*.conf" else {
      return .firstLine
    }
    // Collation differs between locales: whatever might be read before ours counts as before.
    return dropIns.contains { $0 != dropInName && $0.hasSuffix(".conf") && $0 < "01" } ? .firstLine : .dropIn
  }

  /// The file that holds the block.
  func path(in folder: String) -> String {
    switch self {
    case .dropIn: "\(folder)/sshd_config.d/\(Self.dropInName)"
    case .firstLine: Self.ourFile(in: folder)
    }
  }

  /// sshd_config as it should read: with our line first, or without it.
  func main(_ text: String, folder: String) -> String {
    let ours = Self.ourFile(in: folder)
    let rest = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      guard line != Self.note else { return false }
      guard let (keyword, arguments) = IncludeLines.directive(line) else { return true }
      return !(keyword == "include" && arguments == [ours])
    }.joined(separator: "\n")
    return self == .firstLine ? "\(Self.note)\nInclude \(ours)\n\(rest)" : rest
  }

  private static func ourFile(in folder: String) -> String { "\(folder)/threshold/sshd.conf" }
}
