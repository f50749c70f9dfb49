import ThresholdModel
import ThresholdRules

/// The worst nesting there is: ten levels of lists, every list of a level a member of every list of the next one, and
/// one user in all lists of the first. Each list asks for a role that the user has.
struct Nesting {
  static let levels = 10
  static let width = 10
  private let world: World

  init() {
    var world = World()
    func put(_ record: Record) { world.applyUnchecked(.put(record)) }
    func name(_ level: Int, _ place: Int) -> ListName { ListName("list-\(level)-\(place)") }
    func member(_ party: Party, of list: ListName) {
      put(.member(Member(MemberSpec(list: list, party: party, joined: Company.now, expires: Company.now + .hours(8), addedBy: "root"))))
    }
    put(.role(Role(name: "staff")))
    put(.user(User(name: "ann", roles: ["staff"])))
    for level in 0..<Self.levels {
      for place in 0..<Self.width {
        put(
          .list(
            AccessList(
              version: "v1", metadata: Metadata(name: name(level, place).text),
              spec: AccessListSpec(
                title: "List", owners: [Owner(name: "ann")], membershipRequires: Requirements(roles: ["staff"]),
                grants: Grants(roles: ["staff"])))))
        if level == 0 {
          member(.user("ann"), of: name(level, place))
        } else {
          for below in 0..<Self.width { member(.list(name(level - 1, below)), of: name(level, place)) }
        }
      }
    }
    self.world = world
  }

  /// All lists of the user, worked out anew each time.
  func memberships(_ count: Int) -> Round {
    var round = Round()
    for _ in 0..<count { round.time { world.listsConcerning("ann", at: Company.now).count } }
    return round
  }
}
