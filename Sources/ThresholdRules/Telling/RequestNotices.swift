import HashTreeCollections
public import ThresholdModel

extension World {
  /// The most people who are told that one request waits.
  static let mostReviewersTold = 50

  /// What people are told about changes, to be written with them: once for each state that a request comes to.
  ///
  /// Pending goes to those who may review it now, everything later to whoever asked. Asked of the World after the
  /// changes. Source: reference, lists-and-requests §9.
  /// - Parameter before: the World before the changes.
  public func notices(of changes: [Change], since before: World, at now: Moment) -> [Notice] {
    changes.compactMap { change in
      switch change {
      case .put(.request(let request)): notice(of: request, before: before.request(request.id), at: now)
      case .delete(let key) where key.kind == .request:
        before.request(RequestID(key.name)).flatMap { noticeOfDeleting($0, at: now) }
      default: nil
      }
    }
  }

  private func notice(of request: AccessRequest, before old: AccessRequest?, at now: Moment) -> Notice? {
    let spec = request.spec
    guard old?.spec.state != spec.state, let words = NoticeWords(of: request, before: old) else { return nil }
    let people = words.kind == .requestPending ? reviewersToTell(of: request, at: now) : told(spec.user)
    guard words.kind == .requestPending || !people.isEmpty else { return nil }
    return .request(request.id, words.kind, to: people, words.title, at: now)
  }

  private func noticeOfDeleting(_ request: AccessRequest, at now: Moment) -> Notice? {
    // A user who goes takes their requests along, and nobody is left to be told.
    let people = told(request.spec.user)
    guard !people.isEmpty, request.isAlive(at: now) else { return nil }
    let title = "the access request of \(request.spec.user) for \(request.spec.wanted) was deleted"
    return .request(request.id, .requestEnded, to: people, title, at: now)
  }

  private func told(_ user: UserName) -> [UserName] { self.user(user).map { [$0.name] } ?? [] }

  /// Who may review now: first those who are suggested, owners of the lists in question among them, then everybody else.
  private func reviewersToTell(of request: AccessRequest, at now: Moment) -> [UserName] {
    let able = request.spec.suggestedReviewers.filter { mayReview($0, request, at: now) == nil }
    let suggested = Set(able.map(\.key))
    let others = reviewers(of: request, at: now).filter { !suggested.contains($0.key) }
    return Array((able + others).prefix(Self.mostReviewersTold))
  }
}

/// Which kind a request's new state is told as, and in which words.
private struct NoticeWords {
  let kind: NoticeKind
  let title: String

  /// - Parameter old: the request before; nil for a new one.
  init?(of request: AccessRequest, before old: AccessRequest?) {
    let (spec, wanted) = (request.spec, request.spec.wanted)
    let subject = "the access request of \(spec.user) for \(wanted)"
    switch (spec.state, old?.spec.state) {
    case (.pending, nil): self.init(.requestPending, "\(spec.user) asks for \(wanted)" + Self.because(spec.reason))
    case (.approved, .some): self.init(.requestApproved, "\(subject) was approved" + Self.because(spec.resolveReason))
    case (.denied, .some): self.init(.requestDenied, "\(subject) was denied" + Self.because(spec.resolveReason))
    case (.promoted, .some):
      self.init(
        .requestPromoted, "\(spec.user) was made a member of \(spec.accessList.map { "`\($0.title)`" } ?? "a list") instead of \(wanted)")
    case (.ended, .some):
      self.init(.requestEnded, "\(subject) was ended by \(spec.ended?.by ?? "an admin")" + Self.because(spec.ended?.reason ?? ""))
    case (.expired, .approved): self.init(.requestEnded, "\(subject) has run to its end")
    case (.expired, .some): self.init(.requestExpired, "\(subject) has expired: nobody answered in time")
    // A request is only ever made pending; one that comes back in a later state was told before.
    case (_, nil), (.pending, .some): return nil
    }
  }

  private init(_ kind: NoticeKind, _ title: String) {
    self.kind = kind
    self.title = title
  }

  private static let longestReason = 200

  private static func because(_ reason: String) -> String {
    guard !reason.isEmpty else { return "" }
    let shown = reason.prefix(longestReason)
    return ": \(shown)\(shown.endIndex == reason.endIndex ? "" : "…")"
  }
}

extension AccessRequestSpec {
  /// What is asked for, in few words: how many resources, or which roles.
  fileprivate var wanted: String {
    switch resources.count {
    case 0:
      // What was approved, where that is only a part.
      let names = roles.prefix(3).map(\.text).joined(separator: ", ")
      let more = roles.count - 3
      return (roles.count == 1 ? "the role " : "the roles ") + names + (more > 0 ? " and \(more) more" : "")
    case 1: return resources[0].description
    default: return "\(resources[0]) and \(resources.count - 1) more"
    }
  }
}
