import HashTreeCollections
import ThresholdModel

/// One way to count as a member or an owner of a list: of several the one that lasts longest.
struct ListGround: Hashable {
  /// The earliest end on the way: of the user, of a membership, of a list, of a required role.
  let until: Moment
  /// The lists on the way, from the one that names the user up to the one before the list itself; empty
  /// when the list names the user.
  let via: [ListName]
  /// Whether the list itself names the user, and that record counts, whatever other ways there are.
  let isExplicit: Bool
}

/// Every list that a user is a valid member or owner of at one moment.
struct ListStanding {
  var memberships: [ListName: ListGround] = [:]
  var ownerships: [ListName: ListGround] = [:]
}

/// The walk through nested lists. It starts at the user and sees only lists that concern them.
/// Source: reference, lists-and-requests §3.3.
extension World {
  /// Nothing for users who do not exist or are locked.
  func listStanding(of name: UserName, at now: Moment) -> ListStanding {
    guard let user = usersByKey[name.key], user.exists(at: now), lockInForce(on: name, at: now) == nil else { return ListStanding() }
    return listStanding(of: user, at: now)
  }

  /// For a user who is known to exist and not to be locked.
  func listStanding(of user: User, at now: Moment) -> ListStanding {
    let memberships = memberships(of: user, at: now)
    return ListStanding(memberships: memberships, ownerships: ownerships(of: user, with: memberships, at: now))
  }

  /// From each list that names the user up to its parents, as long as each membership on the way counts
  /// and the user meets each list's requirements. The best way is followed first, so that each list is
  /// settled once: no loop can hold the walk up.
  private func memberships(of user: User, at now: Moment) -> [ListName: ListGround] {
    var settled: [ListName: ListGround] = [:]
    var explicit: Set<ListName> = []
    var open = OpenSteps()
    for name in listsByMember[user.name.key] ?? [] {
      guard let member = member(user.name, of: name), let end = end(ofEntering: name, by: member, for: user, at: now) else { continue }
      explicit.insert(name)
      open.insert(OpenSteps.Step(until: min(end, user.metadata.expires.orNever), length: 0, to: name, from: nil))
    }
    while let step = open.popBest() {
      guard settled[step.to] == nil else { continue }
      let via = step.from.map { (settled[$0]?.via ?? []) + [$0] } ?? []
      settled[step.to] = ListGround(until: step.until, via: via, isExplicit: explicit.contains(step.to))
      for parent in parentsByList[step.to] ?? [] where settled[parent] == nil {
        guard let member = member(.list(step.to), of: parent), let end = end(ofEntering: parent, by: member, for: user, at: now) else {
          continue
        }
        open.insert(OpenSteps.Step(until: min(end, step.until), length: step.length + 1, to: parent, from: step.to))
      }
    }
    return settled
  }

  /// Lists that name the user as owner, and those that a list owns of which the user is a valid member.
  /// Whose ownership a list in between requires does not matter, nor whose membership the owned list does.
  private func ownerships(of user: User, with memberships: [ListName: ListGround], at now: Moment) -> [ListName: ListGround] {
    var found: [ListName: ListGround] = [:]
    for name in listsByOwner[user.name.key] ?? [] {
      guard let end = end(ofOwning: name, for: user, at: now) else { continue }
      found[name] = ListGround(until: min(end, user.metadata.expires.orNever), via: [], isExplicit: true)
    }
    for (owner, membership) in memberships.sorted(by: { $0.key < $1.key }) {
      for name in ownedByList[owner] ?? [] {
        guard let end = end(ofOwning: name, for: user, at: now) else { continue }
        let (known, until) = (found[name], min(end, membership.until))
        if let known, (known.until, -known.via.count) >= (until, -membership.via.count - 1) { continue }
        found[name] = ListGround(until: until, via: membership.via + [owner], isExplicit: known?.isExplicit ?? false)
      }
    }
    return found
  }

  /// Until when a membership record lets a user into a list; nil when it does not.
  private func end(ofEntering name: ListName, by member: Member, for user: User, at now: Moment) -> Moment? {
    guard member.counts(at: now), let list = listsByName[name], list.exists(at: now),
      let met = end(of: list.spec.membershipRequires, for: user, at: now)
    else { return nil }
    return min(member.end, list.metadata.expires.orNever, met)
  }

  /// Until when a user meets what a list asks of its owners; nil when they do not.
  private func end(ofOwning name: ListName, for user: User, at now: Moment) -> Moment? {
    guard let list = listsByName[name], list.exists(at: now), let met = end(of: list.spec.ownershipRequires, for: user, at: now) else {
      return nil
    }
    return min(list.metadata.expires.orNever, met)
  }
}

/// Steps of the walk that are still to be taken, the best last: the one that lasts longest, then the
/// shortest way, then by name.
private struct OpenSteps {
  struct Step {
    let until: Moment
    /// How many lists lie on the way.
    let length: Int
    let to: ListName
    let from: ListName?

    func isWorse(than other: Step) -> Bool {
      if until != other.until { return until < other.until }
      if length != other.length { return length > other.length }
      if to != other.to { return to > other.to }
      return (from?.text ?? "") > (other.from?.text ?? "")
    }
  }

  private var steps: [Step] = []

  mutating func insert(_ step: Step) {
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].isWorse(than: step) { low = middle + 1 } else { high = middle }
    }
    steps.insert(step, at: low)
  }

  mutating func popBest() -> Step? { steps.popLast() }
}
