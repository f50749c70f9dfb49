import ThresholdModel
import ThresholdService

/// One admitted call: who makes it, and what stands in its path and query.
struct Call: Sendable {
  /// Who calls; nil where anybody may and nobody asked.
  let caller: Caller?
  /// Where the call comes from, as the audit log names it.
  let address: String
  /// Parameters of the path by name, decoded.
  let parameters: [String: String]
  /// Parameters of the query by name, decoded.
  let query: [String: String]

  /// The caller.
  /// - Throws: ``Problem`` of kind `unauthenticated`.
  func someone() throws(Problem) -> Caller {
    guard let caller else { throw .notSignedIn }
    return caller
  }

  /// The signed-in person.
  /// - Throws: ``Problem`` of kind `unauthenticated`, also for the operating-system user at the Unix socket.
  func person() throws(Problem) -> Person {
    switch try someone() {
    case .person(let person): return person
    case .local:
      throw Problem(
        .unauthenticated, "this must carry a person's name, and the server's own socket has none", hint: "sign in with `tsh login`")
    }
  }

  /// A parameter of the path; empty when the route has none of that name.
  func path(_ name: String) -> String { parameters[name] ?? "" }

  /// A parameter of the query; nil when it is absent or empty.
  func query(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// A number in the query.
  /// - Throws: ``Problem`` of kind `badParameter` for anything but a whole number that is not negative.
  func number(_ name: String) throws(Problem) -> Int64? {
    guard let text = query(name) else { return nil }
    guard let number = Int64(text), number >= 0 else {
      throw Problem(.badParameter, "`\(name)` must be a whole number, not `\(text.escapedForDisplay)`")
    }
    return number
  }

  /// A yes or no in the query; absent means no.
  /// - Throws: ``Problem`` of kind `badParameter` for anything but `true` and `false`.
  func flag(_ name: String) throws(Problem) -> Bool {
    guard let text = query(name) else { return false }
    guard let flag = Bool(text) else {
      throw Problem(.badParameter, "`\(name)` must be true or false, not `\(text.escapedForDisplay)`")
    }
    return flag
  }

  /// A time in the query.
  /// - Throws: ``Problem`` of kind `badParameter` for anything but RFC 3339.
  func moment(_ name: String) throws(Problem) -> Moment? {
    guard let text = query(name) else { return nil }
    return try Moment(rfc3339: text)
  }
}

extension Problem {
  static let notSignedIn = Problem(.unauthenticated, "you are not signed in", hint: "sign in with `tsh login`")
}
