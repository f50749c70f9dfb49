public import ThresholdModel
import ThresholdRules
import ThresholdStore

/// A list as it is listed for somebody: the document, and what they may know beside it.
public struct SeenList: Sendable, Hashable {
  /// With titles and eligibility of its owners.
  public let list: AccessList
  /// In which lists it is a member or an owner.
  public let status: ListStatus
  /// Users and lists on it; nil for those who may not see its members.
  public let memberCount: MemberCount?
  /// What the caller is to it; nil for the operating-system user.
  public let assignments: Assignments?

  /// `unspecified`, `explicit` or `inherited`. Source: reference, lists-and-requests §1.
  public struct Assignments: Sendable, Hashable {
    public let ownership: String
    public let membership: String
  }

  /// Members of each kind, expired ones included.
  public struct MemberCount: Sendable, Hashable {
    public let users: Int
    public let lists: Int
  }
}

/// Everything of a list at a glance: for whoever reviews it. Source: reference, cli-api-terraform §1.2.
public struct ListSummary: Sendable, Hashable {
  public let list: AccessList
  /// Nil for those who may not see them.
  public let members: [Member]?
  public let lastReview: ListReview?
}

extension Stories {
  /// The most lists, and the most members, of one page. Source: reference, lists-and-requests §1.4.
  static let longestListPage = 100
  static let longestMemberPage = 200

  /// The lists that somebody may see, sorted by name.
  /// - Parameters:
  ///   - reviewOnly: only those whose review is due within two weeks, or overdue.
  ///   - pageToken: the last name of the page before; nil for the first.
  ///   - pageSize: 1 to 100.
  public func lists(
    reviewOnly: Bool, pageToken: String?, pageSize: Int, by caller: Caller
  ) throws(Problem) -> (lists: [SeenList], next: String?) {
    let situation = Situation(world: world, now: now)
    let found = Self.lists(reviewOnly: reviewOnly, by: caller, in: situation)
    let page = Self.page(of: found, after: pageToken, size: min(max(pageSize, 1), Self.longestListPage)) { $0.metadata.name }
    return (page.items.map { Self.seen($0, by: caller, in: situation) }, page.next)
  }

  /// The members of a list that somebody may see, sorted by name: all for owners, oneself for members.
  /// - Parameter pageSize: 1 to 200.
  public func members(
    of name: ListName, pageToken: String?, pageSize: Int, by caller: Caller
  ) throws(Problem) -> (members: [Member], next: String?) {
    let situation = Situation(world: world, now: now)
    let list = try Self.visibleList(name, to: caller, in: situation)
    let members = Self.visibleMembers(of: list, to: caller, in: situation)
    let page = Self.page(of: members, after: pageToken, size: min(max(pageSize, 1), Self.longestMemberPage)) { $0.spec.party.keyText }
    return (page.items.map { situation.world.shown($0, at: situation.now) }, page.next)
  }

  /// Lists with their members and last reviews.
  /// - Parameter name: one list; nil for all that the caller may see.
  /// - Throws: ``Problem`` of kind `notFound` for a list that the caller may not see.
  public func listSummaries(of name: ListName?, reviewOnly: Bool, by caller: Caller) async throws(Problem) -> [ListSummary] {
    let situation = Situation(world: world, now: now)
    let found: [AccessList]
    if let name {
      let list = try Self.visibleList(name, to: caller, in: situation)
      found = reviewOnly && !list.isReviewDue(at: situation.now) ? [] : [list]
    } else {
      found = Self.lists(reviewOnly: reviewOnly, by: caller, in: situation)
    }
    var summaries: [ListSummary] = []
    for list in found {
      let mayList = caller.user.map { situation.world.mayWithMembers($0, .list, of: list.name, at: situation.now) } ?? true
      let members = situation.world.members(of: list.name).map { situation.world.shown($0, at: situation.now) }
      var last: ListReview?
      if mayList {
        do { last = try await store.listReviews(of: list.name, after: nil, limit: 1).reviews.first } catch { throw error.problem }
      }
      summaries.append(
        ListSummary(list: situation.world.shown(list, at: situation.now), members: mayList ? members : nil, lastReview: last))
    }
    return summaries
  }

  private static func lists(reviewOnly: Bool, by caller: Caller, in situation: Situation) -> [AccessList] {
    let visible = caller.user.map { situation.world.visibleLists(to: $0, at: situation.now) } ?? situation.world.lists
    return reviewOnly ? visible.filter { $0.isReviewDue(at: situation.now) } : visible
  }

  /// Everybody on a list for those who may know, else the caller's own membership.
  static func visibleMembers(of list: AccessList, to caller: Caller, in situation: Situation) -> [Member] {
    let mayList = caller.user.map { situation.world.mayWithMembers($0, .list, of: list.name, at: situation.now) } ?? true
    return situation.world.members(of: list.name).filter { mayList || $0.spec.user.map { $0.key == caller.user?.key } ?? false }
  }

  static func seen(_ list: AccessList, by caller: Caller, in situation: Situation) -> SeenList {
    let (world, now) = (situation.world, situation.now)
    let mayList = caller.user.map { world.mayWithMembers($0, .list, of: list.name, at: now) } ?? true
    let members = world.members(of: list.name)
    let users = members.count { $0.spec.user != nil }
    return SeenList(
      list: world.shown(list, at: now), status: world.status(of: list.name),
      memberCount: mayList ? SeenList.MemberCount(users: users, lists: members.count - users) : nil,
      assignments: caller.user.map { user in
        let known = world.assignment(of: user, in: list.name, at: now)
        return SeenList.Assignments(ownership: known.ownership.rawValue, membership: known.membership.rawValue)
      })
  }

  /// A page of something sorted by a name; the token is the last name of the page before.
  private static func page<Item>(
    of items: [Item], after token: String?, size: Int, name: (Item) -> String
  ) -> (items: [Item], next: String?) {
    let rest = token.map { token in items.drop { name($0) <= token } } ?? items[...]
    let page = rest.prefix(size)
    return (Array(page), rest.count > page.count ? page.last.map(name) : nil)
  }
}

extension SeenList {
  /// The document as `get` answers it: with `status` where the list is a member or an owner of others.
  public func value() throws(Problem) -> Value {
    let value = try Record.list(list).value()
    guard case .map(var top) = value, status != ListStatus() else { return value }
    top["status"] = .map([
      "member_of": .list(status.memberOf.map { .text($0.text) }), "owner_of": .list(status.ownerOf.map { .text($0.text) }),
    ])
    return .map(top)
  }
}
