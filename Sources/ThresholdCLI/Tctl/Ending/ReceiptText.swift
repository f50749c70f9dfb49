import ThresholdAPI
import ThresholdModel

/// The proof that an access is over.
enum ReceiptText {
  static func text(_ receipt: ReceiptAnswer) -> String {
    let head = "Request \(receipt.request.text.escapedForDisplay) ended at \(receipt.at) (sequence \(receipt.sequence))."
    guard !receipt.connections.isEmpty else { return head + "\nNo connection stood on it." }
    var table = Table("Connection", "User", "Server", "Logins", "Cut at (UTC)")
    for connection in receipt.connections {
      table.add([
        connection.id.text, connection.user.text, connection.hostname, connection.logins.joined(separator: ","),
        connection.ended?.rfc3339 ?? "NOT CONFIRMED",
      ])
    }
    return head + "\n\n" + table.text
  }

  /// A connection whose end could not be confirmed is a failure, whatever else went well.
  /// - Throws: ``Problem`` of kind `unavailable`.
  static func confirm(_ receipt: ReceiptAnswer) throws(Problem) {
    let open = receipt.connections.filter { $0.ended == nil }
    guard !open.isEmpty else { return }
    throw Problem(
      .unavailable, "the end of \(open.count) connection\(open.count == 1 ? "" : "s") could not be confirmed in time",
      hint: "`tctl sessions ls` shows what is open")
  }
}
