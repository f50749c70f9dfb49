import Foundation
import ThresholdModel

extension Value {
  /// The document as its type, for printing.
  /// - Throws: ``Problem`` of kind `unavailable` when the server answered with something else.
  func decoded<Spec>(_: Document<Spec>.Type) throws(Problem) -> Document<Spec> {
    do { return try JSONDecoder().decode(Document<Spec>.self, from: JSONEncoder().encode(self)) } catch {
      throw Problem(
        .unavailable, "the server's answer is not a document of kind `\(Document<Spec>.kind)`",
        hint: "compare the versions: `tctl version`",
        cause: "\(error)")
    }
  }

  /// `metadata.name`, or nothing.
  var name: String { self["metadata"]?["name"]?.text ?? "" }
  /// `kind`, or nothing.
  var kind: String { self["kind"]?.text ?? "" }

  /// A copy with another value under a path of map keys; nil removes what is there.
  func setting(_ path: some Collection<String>, to value: Value?) -> Value {
    guard let key = path.first else { return value ?? .null }
    var entries: [String: Value] = if case .map(let entries) = self { entries } else { [:] }
    let rest = path.dropFirst()
    entries[key] = rest.isEmpty ? value : (entries[key] ?? .map([:])).setting(rest, to: value)
    return .map(entries)
  }
}

/// How tables show moments and lengths of time (reference, cli-api-terraform §1.1).
enum Shown {
  /// `2026-01-31 15:04:05`, in UTC.
  static func time(_ moment: Moment?) -> String { moment?.inTables ?? "-" }

  /// `env=test,env=dev,team=*`, sorted by key.
  static func labels(_ labels: LabelMap) -> String {
    labels.entries.sorted { $0.key < $1.key }.flatMap { key, values in values.map { "\(key)=\($0)" } }.joined(separator: ",")
  }

  static func orDash(_ text: String) -> String { text.isEmpty ? "-" : text }
}
