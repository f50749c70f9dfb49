import ThresholdModel

/// Which roles a request for resources takes. Source: reference, lists-and-requests §5.4.
enum ChooseRoles {
  /// A role through which the user may ask for resources, and what it would give on those that are asked for.
  struct Candidate {
    let name: RoleName
    /// Whether every requested Kubernetes kind may be asked for through it.
    var permitsKinds = true
    /// The Kubernetes kinds that may be asked for through it, for the refusal's words.
    var kinds: [String] = []
    /// Parallel to the resources: what it gives there; nil for nothing.
    var access: [Access?]
  }

  /// What one role gives on one resource.
  struct Access {
    /// The logins on a server; nil for what has no logins.
    var logins: [String]?
  }

  /// What is asked for.
  struct Question {
    let resources: [ResourceID]
    /// Whether some resource is in a leaf cluster, whose resources are not known here.
    var reachesElsewhere = false
    /// Empty for none.
    var loginHint = ""
    /// Whether the roles were named by the requester: then none is left out.
    var isExplicit = false
  }

  /// The chosen ones, in the order of the candidates.
  /// - Parameter candidates: sorted by name.
  /// - Throws: ``Problem`` of kind `accessDenied` without candidates, `badParameter` when none remains, when a
  ///   Kubernetes kind may not be asked for, or when no role gives an object inside a Kubernetes cluster.
  static func chosen(_ candidates: [Candidate], for question: Question) throws(Problem) -> [RoleName] {
    guard !candidates.isEmpty else { throw nothingRequestable }
    let permitted = candidates.filter(\.permitsKinds)
    if permitted.isEmpty || (question.isExplicit && permitted.count < candidates.count) { throw forbiddenKinds(candidates) }
    if question.isExplicit || question.reachesElsewhere { return permitted.map(\.name) }
    var kept: Set<RoleName> = []
    for (place, resource) in question.resources.enumerated() {
      let opening = opening(permitted, place, question.loginHint)
      if opening.isEmpty, resource.subResource != nil { throw unmatched(resource) }
      kept.formUnion(opening)
    }
    guard !kept.isEmpty else { throw nothingOpens(question.loginHint) }
    return permitted.map(\.name).filter(kept.contains)
  }

  /// The roles that give access to one resource; with a login hint the one with the fewest logins that include it.
  private static func opening(_ candidates: [Candidate], _ place: Int, _ hint: String) -> [RoleName] {
    let giving = candidates.compactMap { candidate in candidate.access[place].map { (candidate.name, $0) } }
    guard !hint.isEmpty else { return giving.map(\.0) }
    let named = giving.filter { _, access in access.logins.map { $0.contains { $0.isExactly(hint) } } ?? true }
    let withLogins = named.filter { $0.1.logins != nil }
    guard let fewest = withLogins.map({ $0.1.logins?.count ?? 0 }).min() else { return named.map(\.0) }
    return withLogins.first { $0.1.logins?.count == fewest }.map { [$0.0] } ?? []
  }

  static let nothingRequestable = Problem(
    .accessDenied, "you may not ask for any resources: no role of yours has `search_as_roles` that can be used",
    hint: "ask an owner of an access list to add you")

  private static func forbiddenKinds(_ candidates: [Candidate]) -> Problem {
    let kinds = Set(candidates.flatMap(\.kinds)).sorted()
    let named = kinds.map { "`\($0.escapedForDisplay)`" }.joined(separator: ", ")
    return Problem(
      .badParameter,
      kinds.isEmpty
        ? "no Kubernetes resource of a kind that you ask for may be requested"
        : "a Kubernetes kind that you ask for may not be requested, only \(named)",
      hint: kinds.first.map { "name objects of an allowed kind, for example kube:ns:\($0.escapedForDisplay)" }, path: "resource_ids")
  }

  private static func unmatched(_ resource: ResourceID) -> Problem {
    Problem(
      .badParameter, "no role that you may ask for gives `\(resource.description.escapedForDisplay)`",
      hint: "leave it out, or see what you may ask for with `tsh request search`", path: "resource_ids")
  }

  private static func nothingOpens(_ hint: String) -> Problem {
    Problem(
      .badParameter,
      hint.isEmpty
        ? "no role that you may ask for opens any of these resources; you may already have access to them"
        : "no role that you may ask for gives the login `\(hint.escapedForDisplay)` on any of these resources",
      hint: "see what you may ask for with `tsh request search --kind node`", path: "resource_ids")
  }
}
