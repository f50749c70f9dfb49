import ThresholdModel

/// Why a text is not an expression, and where.
///
/// Readers throw this; whoever owns the whole text turns it into a `Problem` with ``placed(in:)``.
struct SyntaxFault: Error {
  /// Bytes from the start of the text.
  let place: Int
  /// One clause in lower case: what is wrong there; user input in backticks and escaped.
  let reason: String
  /// What can be typed instead; nil when the reason says it.
  let hint: String?

  init(at place: Int, _ reason: String, hint: String? = nil) {
    self.place = place
    self.reason = reason
    self.hint = hint
  }

  /// The reason with its place: `at column 7, …`, with the line when the text has several.
  func placed(in text: String) -> String {
    var line = 1
    var column = 1
    for (offset, byte) in text.utf8.enumerated() where offset < place {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        // Columns count characters of the file, so the bytes that continue one are left out.
        column += 1
      }
    }
    let isOneLine = !text.utf8.contains(UInt8(ascii: "\n"))
    return isOneLine ? "at column \(column), \(reason)" : "at line \(line), column \(column), \(reason)"
  }
}

extension String {
  /// The text for a message: escaped, and cut where it would drown the rest.
  var quotedForDisplay: String {
    let shown = prefix(120)
    return "`\(String(shown).escapedForDisplay)\(shown.endIndex < endIndex ? "…" : "")`"
  }
}
