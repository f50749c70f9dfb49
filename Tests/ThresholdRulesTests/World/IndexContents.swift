import ThresholdModel

@testable import ThresholdRules

/// All indexes of a World as plain values, with servers by id instead of slot.
struct IndexContents: Equatable {
  var labels: [String: [String: Set<ServerID>]]
  var hostnames: [String: Set<ServerID>]
  var listsByMember: [UserKey: Set<ListName>]
  var listsByOwner: [UserKey: Set<ListName>]
  var requestsByUser: [UserKey: Set<RequestID>]
  var usesByRole: [RoleName: RoleUses]
  var reviewingRoles: Set<RoleName>
  var signInsByUser: [UserKey: Set<SignInID>]
  var locksByUser: [UserKey: Set<LockName>]
  var certificatesByUser: [UserKey: [ServerID: Set<UInt64>]]
  var records: Set<Record>
}

extension World {
  var indexes: IndexContents {
    let ids = plain(serversBySlot.map { ($0.key, $0.value.id) })
    return IndexContents(
      labels: labelIndex.contents { ids[$0] },
      hostnames: Dictionary(uniqueKeysWithValues: slotsByHostname.map { ($0.key, Set($0.value.compactMap { ids[$0] })) }),
      listsByMember: plain(listsByMember.map { ($0.key, Set($0.value)) }),
      listsByOwner: plain(listsByOwner.map { ($0.key, Set($0.value)) }),
      requestsByUser: plain(requestsByUser.map { ($0.key, Set($0.value)) }), usesByRole: plain(usesByRole.map { ($0.key, $0.value) }),
      reviewingRoles: Set(reviewingRoles), signInsByUser: plain(signInsByUser.map { ($0.key, Set($0.value)) }),
      locksByUser: plain(locksByUser.map { ($0.key, Set($0.value)) }),
      certificatesByUser: plain(certificatesByUser.map { ($0.key, plain($0.value.map { ($0.key, Set($0.value)) })) }),
      records: Set(allRecords))
  }

  private func plain<Key: Hashable, Content>(_ pairs: [(Key, Content)]) -> [Key: Content] { Dictionary(uniqueKeysWithValues: pairs) }

  var allRecords: [Record] {
    var records = users.map(Record.user) + roles.map(Record.role) + servers.map(Record.server) + lists.map(Record.list)
    records += membersByList.flatMap { $0.value.map { Record.member($0.value) } }
    records += liveRequests.map(Record.request) + locks.map(Record.lock) + tokens.map(Record.token) + signIns.map(Record.signIn)
    records += certificatesBySerial.map { Record.certificate($0.value) }
    records += authoritiesByID.map { Record.authority($0.value) }
    if let cluster { records.append(.cluster(cluster)) }
    return records
  }
}
