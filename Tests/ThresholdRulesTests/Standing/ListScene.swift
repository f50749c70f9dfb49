import ThresholdModel
import ThresholdRules

/// Short ways to write down nested lists.
extension Scene {
  mutating func nested(
    _ name: ListName, type: ListType = .standard, owners: [Party] = [.user("olivia")], members: [Party] = [],
    asks: Requirements = Requirements(), asksOwners: Requirements = Requirements(), grants: Grants = Grants(),
    ownerGrants: Grants = Grants(),
    audit: ListAudit = ListAudit(nextDate: noon + .days(90)), until end: Moment? = nil
  ) {
    records.append(
      .list(
        Self.list(
          name, type: type, owners: owners, asks: asks, asksOwners: asksOwners, grants: grants, ownerGrants: ownerGrants, audit: audit,
          until: end)))
    for member in members { join(member, name) }
  }

  static func list(
    _ name: ListName, type: ListType = .standard, title: String? = nil, owners: [Party] = [.user("olivia")],
    asks: Requirements = Requirements(), asksOwners: Requirements = Requirements(), grants: Grants = Grants(),
    ownerGrants: Grants = Grants(),
    audit: ListAudit = ListAudit(), until end: Moment? = nil
  ) -> AccessList {
    AccessList(
      version: "v1", metadata: Metadata(name: name.text, expires: end),
      spec: AccessListSpec(
        type: type, title: title ?? "List \(name)", owners: owners.map { Owner($0) }, audit: audit, membershipRequires: asks,
        ownershipRequires: asksOwners, grants: grants, ownerGrants: ownerGrants))
  }

  mutating func join(_ party: Party, _ list: ListName, until end: Moment? = nil) {
    records.append(.member(Self.member(party, of: list, until: end)))
  }

  static func member(_ party: Party, of list: ListName, until end: Moment? = nil, reason: String = "") -> Member {
    Member(MemberSpec(list: list, party: party, joined: noon, expires: end, reason: reason, addedBy: "olivia"))
  }

  /// Roles that open nothing, by their names.
  mutating func roles(_ names: RoleName...) { for name in names { role(name) } }
}

extension World {
  /// What a user holds through lists, as `role member list` or `role owner list`.
  func heldThroughLists(_ user: UserName, at now: Moment = noon) -> [String] {
    standing(of: user, at: now).compactMap { holding in
      switch holding.source {
      case .own: nil
      case .member(let list): "\(holding.role) member \(list)"
      case .owner(let list): "\(holding.role) owner \(list)"
      }
    }
  }
}
