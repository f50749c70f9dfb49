public import ThresholdModel

/// Labels on resources and on join tokens. Source: reference, roles-and-resources §6, "Labels".
enum LabelCheck {
  static let longestKey = 256
  static let longestValue = 1024
  static let most = 200

  /// Keys of letters, digits and `/ . _ : * -`, values without limit on their characters. The system's
  /// own prefixes (`teleport.dev/` and its like) and `dynamic/` are taken as they come: whoever may
  /// write a resource may write its labels, and documents of another cluster carry such labels.
  /// - Throws: ``Problem`` of kind `badParameter` or `limitExceeded`.
  static func check(_ labels: [String: String], at path: String) throws(Problem) {
    guard labels.count <= most else { throw Problem(.limitExceeded, "more than \(most) labels", path: path) }
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
      try check(key: key, at: path)
      guard value.utf8.count <= longestValue else {
        throw Problem(
          .limitExceeded, "the value of the label `\(key.escapedForDisplay)` is longer than \(longestValue) bytes", path: path)
      }
    }
  }

  static func check(key: String, at path: String) throws(Problem) {
    let legal = key.utf8.allSatisfy { byte in
      let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      return isLetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "/._:*-".utf8.contains(byte)
    }
    // A lone `*` means "every label" in roles, so it can be nobody's key.
    guard legal, !key.isEmpty, key != "*", key.utf8.count <= longestKey else {
      throw Problem(
        .badParameter, "`\(key.escapedForDisplay)` cannot be the key of a label",
        hint: "use letters, digits and `/` `.` `_` `:` `*` `-`, at most \(longestKey) characters", path: path)
    }
  }

  /// Labels by command: a key, a program, a period of at least a minute.
  static func check(_ labels: [String: DynamicLabel], at path: String) throws(Problem) {
    for (key, label) in labels.sorted(by: { $0.key < $1.key }) {
      try check(key: key, at: path)
      guard let program = label.command.first, !program.isEmpty else {
        throw Problem(
          .badParameter, "the label `\(key)` has no command", hint: "write the program and its arguments as a list", path: path)
      }
      guard label.period >= DynamicLabel.shortestPeriod else {
        throw Problem(
          .badParameter, "the label `\(key)` would run its command more often than every \(DynamicLabel.shortestPeriod)",
          hint: "write a period of 1m or more", path: path)
      }
    }
  }
}

/// Says whether a label map may stand on the deny side of a role: labels under `dynamic/` may not be named
/// there, since whoever can set such a label could also take it away and with it the denial.
/// Source: reference, roles-and-resources §6, "Labels".
/// - Parameter path: where the map stands in the document.
/// - Throws: ``Problem`` of kind `badParameter`.
public func checkDenyLabels(_ map: LabelMap, at path: String? = nil) throws(Problem) {
  for key in map.entries.keys.sorted() where key.hasPrefix(Labels.dynamicPrefix) {
    throw Problem(
      .badParameter,
      "the label `\(key.escapedForDisplay)` cannot be used to deny, since `\(Labels.dynamicPrefix)` labels are set at run time",
      hint: "deny by a label of the resource's own document", path: path)
  }
}
