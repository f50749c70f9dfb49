import ThresholdModel

/// A value in the language of Terraform modules (HCL 2), written so that what it quotes is never evaluated.
indirect enum HCL {
  case text(String)
  case number(Int64)
  /// Something of the module itself, by its address.
  case reference(String)
  case list([HCL])
  /// Attributes of a fixed shape, by their names.
  case object([(String, HCL)])
  /// Entries with keys from data, quoted.
  case map([(String, HCL)])

  static func texts(_ texts: [String]) -> HCL { .list(texts.map(HCL.text)) }

  /// A resource block; names are identifiers.
  static func resource(_ type: String, _ name: String, _ fields: [(String, HCL)]) -> String {
    "resource \"\(type)\" \"\(name)\" {\n" + lines(fields.map { ($0.0, $0.1) }, indent: "  ") + "\n}"
  }

  /// A quoted text: `${` and `%{` would begin a template, so their first character is doubled.
  static func text(_ text: String) -> String {
    var quoted = "\""
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "$", "%":
        quoted.unicodeScalars.append(scalar)
        if scalars.first == "{" { quoted.unicodeScalars.append(scalar) }
      case _ where scalar.isUnsafeToDisplay: quoted += escape(scalar)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// The value at some depth; the first line is not indented.
  func text(indent: String) -> String {
    let deeper = indent + "  "
    switch self {
    case .text(let text): return Self.text(text)
    case .number(let number): return "\(number)"
    case .reference(let address): return address
    case .list(let items):
      guard items.contains(where: \.isNested) else { return "[\(items.map { $0.text(indent: indent) }.joined(separator: ", "))]" }
      return "[\n" + items.map { "\(deeper)\($0.text(indent: deeper)),\n" }.joined() + "\(indent)]"
    case .object(let fields): return fields.isEmpty ? "{}" : "{\n\(Self.lines(fields, indent: deeper))\n\(indent)}"
    case .map(let entries):
      return entries.isEmpty ? "{}" : "{\n\(Self.lines(entries.map { (Self.text($0.0), $0.1) }, indent: deeper))\n\(indent)}"
    }
  }

  private var isNested: Bool {
    switch self {
    case .text, .number, .reference: false
    case .list, .object, .map: true
    }
  }

  private static func lines(_ fields: [(String, HCL)], indent: String) -> String {
    fields.map { "\(indent)\($0.0) = \($0.1.text(indent: indent))" }.joined(separator: "\n")
  }

  /// `\uXXXX`, or `\UXXXXXXXX` beyond the first 65,536.
  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let width = scalar.value > 0xFFFF ? 8 : 4
    return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
  }
}
