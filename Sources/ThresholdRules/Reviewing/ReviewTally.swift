import ThresholdModel

/// What the reviews of a request come to. Source: reference, lists-and-requests §6.4; design, §2.
///
/// One threshold whose denials suffice denies. Approval needs, for every role in every set of its thresholds, one
/// threshold with enough approvals; a number of zero is never reached. Each person counts once. Approvals count only
/// of people who may review at this very moment; denials stay.
struct ReviewTally {
  enum Outcome: Hashable {
    case open, approved, denied
  }

  private let spec: AccessRequestSpec
  /// By threshold, the people whose reviews count toward it.
  private let approvals: [Int: Set<UserKey>]
  private let denials: [Int: Set<UserKey>]

  /// - Parameter isEligible: whether somebody may review the request now.
  init(_ spec: AccessRequestSpec, isEligible: (UserName) -> Bool) {
    self.spec = spec
    var (approvals, denials): ([Int: Set<UserKey>], [Int: Set<UserKey>]) = ([:], [:])
    for review in spec.reviews {
      switch review.proposed {
      case .approved:
        guard review.author.key != spec.user.key, isEligible(review.author) else { continue }
        for threshold in review.thresholds { approvals[threshold, default: []].insert(review.author.key) }
      case .denied:
        for threshold in review.thresholds { denials[threshold, default: []].insert(review.author.key) }
      case .pending, .promoted, .ended, .expired: continue
      }
    }
    (self.approvals, self.denials) = (approvals, denials)
  }

  var outcome: Outcome {
    if spec.thresholds.indices.contains(where: isDenied) { return .denied }
    let roles = spec.reviewedRoles
    return !roles.isEmpty && roles.allSatisfy(isApproved) ? .approved : .open
  }

  private func isDenied(_ threshold: Int) -> Bool {
    let needed = spec.thresholds[threshold].deny
    return needed > 0 && (denials[threshold]?.count ?? 0) >= needed
  }

  /// A role for which no set stands is never approved: nobody would have agreed to it.
  private func isApproved(_ role: RoleName) -> Bool {
    guard let sets = spec.thresholdSets[role], !sets.isEmpty else { return false }
    return sets.allSatisfy { $0.contains(where: passes) }
  }

  private func passes(_ threshold: Int) -> Bool {
    guard spec.thresholds.indices.contains(threshold) else { return false }
    let needed = spec.thresholds[threshold].approve
    return needed > 0 && (approvals[threshold]?.count ?? 0) >= needed
  }
}

extension World {
  /// What the reviews of a request come to now.
  func outcome(of spec: AccessRequestSpec, at now: Moment) -> ReviewTally.Outcome {
    ReviewTally(spec) { mayReview($0, spec, at: now) }.outcome
  }

  /// The places of the thresholds toward which a review counts: those whose filter holds now.
  ///
  /// A filter that cannot be evaluated lets no approval count, and every denial.
  func thresholds(of review: Review, for spec: AccessRequestSpec, at now: Moment) -> [Int] {
    guard let holder = standingRoles(of: review.author, at: now)?.holder else { return [] }
    let scope = ReviewerScope(holder, spec, review: review)
    return spec.thresholds.indices.filter { place in
      let filter = spec.thresholds[place].filter
      guard !filter.isEmpty else { return true }
      let holds = try? Predicate(filter, .reviewFilter).isTrue(in: scope)
      return holds ?? (review.proposed == .denied)
    }
  }
}
