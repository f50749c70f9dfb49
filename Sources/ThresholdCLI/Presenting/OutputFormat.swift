public import ArgumentParser
import Foundation
public import ThresholdModel
import Yams

/// How a command prints what it found.
public enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
  case text, json, yaml
}

/// The `--format` of commands that print data as text unless told otherwise.
public struct FormatOption: ParsableArguments {
  @Option(name: [.customShort("f"), .long], help: "How to print the result.")
  public var format: OutputFormat = .text

  public init() {}
}

/// Results in the forms that other programs read. Control and bidirectional characters are escaped as the form allows.
public enum Show {
  /// JSON with sorted keys, indented by two.
  /// - Throws: ``Problem`` when the value can't be written.
  public static func json(_ value: some Encodable) throws(Problem) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return escapedJSON(String(decoding: try encoder.encode(value), as: UTF8.self)) } catch {
      throw Problem(.internalError, "the result can't be written as JSON", cause: "\(error)")
    }
  }

  /// YAML with sorted keys.
  /// - Throws: ``Problem`` when the value can't be written.
  public static func yaml(_ value: some Encodable) throws(Problem) -> String {
    do {
      let plain = try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
      let text = try Yams.serialize(node: node(plain), width: -1, allowUnicode: !plain.holdsUnsafeText, sortKeys: true)
      return text.hasSuffix("\n") ? String(text.dropLast()) : text
    } catch {
      throw Problem(.internalError, "the result can't be written as YAML", cause: "\(error)")
    }
  }

  /// Several YAML documents, split by `---`.
  /// - Throws: ``Problem`` when a value can't be written.
  public static func yaml(documents values: [some Encodable]) throws(Problem) -> String {
    var texts: [String] = []
    for value in values { texts.append(try yaml(value)) }
    return texts.joined(separator: "\n---\n")
  }

  /// Inside JSON these characters stand in strings only, where `\uXXXX` means the same.
  private static func escapedJSON(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.isUnsafeToDisplay && $0 != "\n" }) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if scalar.isUnsafeToDisplay && scalar != "\n" {
        let digits = String(scalar.value, radix: 16)
        shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  private static func node(_ value: Value) throws -> Node {
    switch value {
    case .null: Node("null", Tag(.null))
    case .bool(let flag): try Node(flag)
    case .integer(let number): try Node(Int(number))
    case .number(let number): try Node(number)
    case .text(let text): scalar(text)
    case .list(let items): Node(try items.map(node))
    case .map(let entries): Node(try entries.sorted { $0.key < $1.key }.map { (scalar($0.key), try node($0.value)) })
    }
  }

  /// Text that YAML would read as something else (`true`, `1`) is quoted.
  private static func scalar(_ text: String) -> Node { .scalar(text.represented()) }
}

extension Value {
  fileprivate var holdsUnsafeText: Bool {
    switch self {
    case .null, .bool, .integer, .number: false
    case .text(let text): text.unicodeScalars.contains { $0.isUnsafeToDisplay }
    case .list(let items): items.contains(where: \.holdsUnsafeText)
    case .map(let entries): entries.contains { key, value in Value.text(key).holdsUnsafeText || value.holdsUnsafeText }
    }
  }
}

extension Terminal {
  /// Prints a value in a format that other programs read; text is the caller's to print.
  /// - Parameter text: called for ``OutputFormat/text``.
  /// - Throws: ``Problem`` when the value can't be written.
  public func print(_ value: some Encodable, as format: OutputFormat, text: () throws(Problem) -> Void) throws(Problem) {
    switch format {
    case .text: try text()
    case .json: print(try Show.json(value))
    case .yaml: print(try Show.yaml(value))
    }
  }
}
