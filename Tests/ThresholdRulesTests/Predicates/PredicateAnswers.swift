import Foundation
import Testing
import ThresholdModel
import ThresholdRules

/// What a predicate came to.
enum PredicateAnswer: Equatable {
  case yes, no
  /// It was read, but these facts don't let it be evaluated.
  case unanswerable
  /// It was refused when it was written.
  case refused
}

/// Reads and asks in one step.
func answer(_ text: String, _ language: ThresholdRules.Predicate.Language, _ scope: some PredicateScope) -> PredicateAnswer {
  let predicate: ThresholdRules.Predicate
  do { predicate = try Predicate(text, language) } catch { return .refused }
  do { return try predicate.isTrue(in: scope) ? .yes : .no } catch { return .unanswerable }
}

/// Facts by their dotted path, for scopes that the product puts together itself.
struct FactsByPath: PredicateScope {
  let facts: [[String]: PredicateValue]

  init(_ facts: [[String]: PredicateValue]) { self.facts = facts }
  func value(at path: [String]) -> PredicateValue? { facts[path] }
  func offers(_ root: String) -> Bool { facts.keys.contains { $0.first == root } }
}

/// A document as people write it; a text that is no JSON fails the test that reads it.
func document(_ json: String) -> Value {
  do {
    return try JSONDecoder().decode(Value.self, from: Data(json.utf8))
  } catch {
    Issue.record(error)
    return .null
  }
}
