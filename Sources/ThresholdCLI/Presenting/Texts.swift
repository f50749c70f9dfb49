import Foundation
public import ThresholdModel

/// Values as people write them on command lines.
public enum ValueList {
  /// `a,b,c`: blanks around the values don't count, and empty values are dropped.
  public static func parse(_ text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// `env=test,team=web`.
  /// - Throws: ``Problem`` of kind `badParameter` for a part without `=`, and for a key given twice.
  public static func labels(_ text: String) throws(Problem) -> [String: String] {
    var labels: [String: String] = [:]
    for part in parse(text) {
      guard let equals = part.firstIndex(of: "="), equals != part.startIndex else {
        throw Problem(.badParameter, "`\(part.escapedForDisplay)` is not a label", hint: "write KEY=VALUE, for example env=test")
      }
      let key = String(part[..<equals])
      guard labels.updateValue(String(part[part.index(after: equals)...]), forKey: key) == nil else {
        throw Problem(.badParameter, "the label `\(key.escapedForDisplay)` is given twice")
      }
    }
    return labels
  }

  /// Labels as tables show them, sorted: `env=test,team=web`.
  public static func text(_ labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }
}

/// Lines of `Name:  value`, the values in one column.
public struct DetailBlock {
  private var lines: [(name: String, value: String)] = []

  public init() {}

  /// Adds a line; the value is escaped here.
  public mutating func add(_ name: String, _ value: String) { lines.append(("\(name):", value.escapedForDisplay)) }

  /// - Parameters:
  ///   - indent: stands before every line.
  ///   - first: stands before the first line instead.
  public func text(indent: String = "", first: String? = nil) -> String {
    let width = lines.map(\.name.count).max() ?? 0
    return lines.enumerated().map { index, line in
      let start = index == 0 ? first ?? indent : indent
      return start + line.name + String(repeating: " ", count: width - line.name.count + 1) + line.value
    }.joined(separator: "\n")
  }
}

/// A quotation of what somebody wrote as a reason; `[none]` where there is none.
public func quotedReason(_ reason: String) -> String { reason.isEmpty ? "[none]" : "\"\(reason.escapedForDisplay)\"" }
