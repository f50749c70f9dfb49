import ThresholdModel

/// Questions answered, and how; so that a generator that asks nothing interesting is noticed.
struct EngineTally: CustomStringConvertible {
  private(set) var questions = 0
  /// Where engine and slow evaluator say different things.
  var disagreements: [String] = []
  private var counts: [String: Int] = [:]

  mutating func count(_ what: String) { counts[what, default: 0] += 1 }

  mutating func count(_ answer: SlowEvaluator.Answer, on kind: ResourceKind, throughRequest: Bool) {
    questions += 1
    switch answer {
    case .allowed:
      count("allowed \(kind)")
      if throughRequest { count("through a request") }
    case .refused(let outcome):
      count("refused \(kind)")
      count("refused: \(outcome)")
    }
  }

  /// What was seen too rarely.
  func gaps(least: Int) -> [String] {
    let outcomes: [AccessCase.Outcome] = [
      .deniedLabels, .deniedPrincipal, .deniedObject, .needsMFA, .needsDevice, .locked, .noGrant, .noSuchResource, .other,
    ]
    let wanted =
      ResourceKind.allCases.flatMap { ["allowed \($0)", "refused \($0)"] } + outcomes.map { "refused: \($0)" }
      + [
        "through a request", "allowed object", "requestable", "not requestable", "visible", "invisible", "reachable", "may review",
        "may not review", "several pages", "reachable and requestable",
      ]
    return wanted.filter { counts[$0, default: 0] < least }.map { "\($0): \(counts[$0, default: 0])" }
  }

  var description: String {
    "\(questions) questions; " + counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
  }
}
