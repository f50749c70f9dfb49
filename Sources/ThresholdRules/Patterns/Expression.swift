import CRE2
import Synchronization
import ThresholdModel

/// A compiled RE2 expression; matches in time linear in the text.
///
/// `@unchecked Sendable`: the handle is set once, never changed, and RE2 promises that any number of
/// threads may match with one compiled expression.
final class Expression: @unchecked Sendable {
  let handle: OpaquePointer

  /// What one expression may use: program and automaton together. Larger ones are refused.
  private static let memoryLimit: Int64 = 512 << 10

  private init(_ text: String) throws(Problem) {
    var message = [CChar](repeating: 0, count: 256)
    var copy = text
    let handle = copy.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_compile($0.baseAddress, $0.count, Self.memoryLimit, &message, message.count) }
    }
    guard let handle else {
      let reason = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a regular expression: \(reason.escapedForDisplay)",
        hint: "write RE2 syntax between ^ and $, for example ^(web|db)-[0-9]+$")
    }
    self.handle = handle
  }

  deinit { cre2_free(handle) }

  /// Whether the expression, exactly as written, matches somewhere in the text: `^a|b$` finds `axx`.
  func matches(_ text: String) -> Bool {
    var copy = text
    return copy.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { cre2_match_partial(handle, $0.baseAddress, $0.count) }
    }
  }

  /// The compiled form of a text, from the cache where it is there.
  /// - Throws: ``Problem`` of kind `badParameter` when RE2 refuses the expression.
  static func compiled(_ text: String) throws(Problem) -> Expression {
    if let known = cache.withLock({ $0.find(text) }) { return known }
    let fresh = try Expression(text)
    cache.withLock { $0.keep(fresh, for: text) }
    return fresh
  }

  private static let cache = Mutex(ExpressionCache())
}

/// The last compiled expressions, in two generations: what is used moves to the young one, and when
/// that is full the old one is forgotten. At most twice ``generation`` entries.
private struct ExpressionCache {
  private var young: [String: Expression] = [:]
  private var old: [String: Expression] = [:]
  private static let generation = 1000

  mutating func find(_ text: String) -> Expression? {
    if let found = young[text] { return found }
    guard let found = old[text] else { return nil }
    keep(found, for: text)
    return found
  }

  mutating func keep(_ expression: Expression, for text: String) {
    if young.count >= Self.generation {
      old = young
      young = [:]
    }
    young[text] = expression
  }
}
