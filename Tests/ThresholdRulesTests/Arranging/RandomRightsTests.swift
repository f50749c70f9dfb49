import Testing
import ThresholdModel
import ThresholdRules

/// Roles with random rules against an evaluation that does in one slow pass what the reference says.
@Suite("Administrative rules agree with a slow evaluation")
struct RandomRightsTests {
  /// What a condition is, and what it comes to for a document.
  private enum Condition: String, CaseIterable {
    case none = ""
    case production = #"resource.metadata.labels["env"] == "prod""#
    case core = #"contains(user.spec.traits["team"], "core")"#
    case other = #"contains(user.spec.traits["team"], "other")"#
    case unreadable = "contains("
    case unknown = "can_view()"

    /// Nil when nothing can be known.
    func holds(isProduction: Bool) -> Bool? {
      switch self {
      case .none, .core: true
      case .production: isProduction
      case .other: false
      case .unreadable, .unknown: nil
      }
    }
  }

  private struct Drawn {
    let rule: Rule
    let condition: Condition
    let place: Int

    var score: Int {
      let isStar = rule.resources.contains("*")
      var score = isStar ? -4 : 0
      if rule.resources.count == 1, !isStar { score += 2 }
      if rule.verbs.contains("*") { score -= 2 }
      if condition != .none { score += 8 }
      if !rule.actions.isEmpty { score += 8 }
      return score
    }

    func covers(_ verb: Verb) -> Bool {
      rule.verbs.contains("*") || rule.verbs.contains(verb.rawValue) || (verb == .readWithoutSecrets && rule.verbs.contains("read"))
    }
  }

  private static let kinds = ["lock", "user", "*"]
  private static let verbs: [Verb] = [.list, .read, .readWithoutSecrets, .update]

  private static func draw(_ dice: inout Dice) -> [Drawn] {
    (0..<Int.random(in: 0...3, using: &dice)).map { place in
      // Conditions that cannot be known are rare, or nothing else would ever be decided.
      let condition = dice.oneIn(8) ? [Condition.unreadable, .unknown].randomElement(using: &dice) : nil
      let plain = [Condition.none, .production, .core, .other].randomElement(using: &dice)
      let chosen = condition ?? plain ?? .none
      let resources = kinds.filter { _ in dice.oneIn(2) }
      let written = (verbs.map(\.rawValue) + ["*"]).filter { _ in dice.oneIn(3) }
      return Drawn(
        rule: Rule(
          resources: resources.isEmpty ? ["lock"] : resources, verbs: written.isEmpty ? ["read"] : written, condition: chosen.rawValue,
          actions: dice.oneIn(6) ? [#"log("info", "m")"#] : []), condition: chosen, place: place)
    }
  }

  /// True: a rule covers the verb; false: none does; nil: nothing can be known.
  private static func slow(_ rules: [Drawn], _ verb: Verb, _ kind: String, isProduction: Bool) -> Bool? {
    for wanted in [kind, "*"] {
      var left = rules.filter { $0.rule.resources.contains(wanted) }
      while let best = left.max(by: { ($0.score, -$0.place) < ($1.score, -$1.place) }) {
        left.removeAll { $0.place == best.place }
        guard let holds = best.condition.holds(isProduction: isProduction) else { return nil }
        if holds, best.covers(verb) { return true }
      }
    }
    return false
  }

  @Test("verdicts on one document", arguments: 0..<40)
  func verdicts(seed: Int) {
    var dice = Dice(seed: UInt64(seed))
    for _ in 0..<25 {
      let roles = (0..<Int.random(in: 1...3, using: &dice)).map { _ in
        (allow: Self.draw(&dice), deny: dice.oneIn(2) ? Self.draw(&dice) : [])
      }
      var scene = Scene()
      for (index, role) in roles.enumerated() {
        scene.role(RoleName("r\(index)"), rules: role.allow.map(\.rule), denyRules: role.deny.map(\.rule))
      }
      scene.user("alice", roles: roles.indices.map { RoleName("r\($0)") }, traits: ["team": ["core"]])
      let rights = scene.world.rights(of: "alice", at: noon)
      for isProduction in [true, false] {
        let document: Value = .map(["metadata": .map(["labels": .map(["env": .text(isProduction ? "prod" : "test")])])])
        let subject = RuleSubject.document(RuleFacts(document, kind: "lock"))
        for verb in Self.verbs {
          let denied = roles.map { Self.slow($0.deny, verb, "lock", isProduction: isProduction) }
          let allowed = roles.map { Self.slow($0.allow, verb, "lock", isProduction: isProduction) }
          let found = rights.verdict(verb, "lock", subject)
          if denied.contains(where: { $0 != false }) {
            #expect(found.isExplicitDenial)
          } else {
            // The first role that says anything decides.
            switch allowed.first(where: { $0 != false }) {
            case .some(.some): #expect(found.isAllowed)
            case .some(.none): #expect(found.isExplicitDenial)
            case .none: #expect(found == .notAllowed)
            }
          }
          #expect(rights.filter([verb], "lock").includes(document) == found.isAllowed)
          // What could ever be allowed is at least what is.
          if found.isAllowed { #expect(rights.allow(verb, "lock", .some)) }
          if rights.allow(verb, "lock", .every) { #expect(found.isAllowed || found.isExplicitDenial) }
        }
      }
    }
  }
}
