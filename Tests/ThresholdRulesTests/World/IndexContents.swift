import ThresholdModel

@testable import ThresholdRules

/// All indexes of a World as plain values, with resources by name instead of slot.
struct IndexContents: Equatable {
  var labels: [ResourceKind: [String: [String: Set<ResourceKey>]]]
  /// In the order of listings.
  var orders: [ResourceKind: [ResourceKey]]
  var names: [ResourceKey: Set<ResourceKey>]
  var resources: Set<ResourceKey>
  var listsByMember: [UserKey: Set<ListName>]
  var listsByOwner: [UserKey: Set<ListName>]
  var parentsByList: [ListName: Set<ListName>]
  var childrenByList: [ListName: Set<ListName>]
  var ownedByList: [ListName: Set<ListName>]
  var requestsByUser: [UserKey: Set<RequestID>]
  var usesByRole: [RoleName: RoleUses]
  var reviewingRoles: Set<RoleName>
  var signInsByUser: [UserKey: Set<SignInID>]
  var locksByFact: [LockFact: Set<LockName>]
  var certificatesByUser: [UserKey: [ServerID: Set<UInt64>]]
  var records: Set<Record>
}

extension World {
  var indexes: IndexContents {
    let keys = keysBySlot
    return IndexContents(
      labels: plain(labelIndexes.map { ($0.key, $0.value.contents { keys[$0] }) }),
      orders: plain(listingOrders.map { ($0.key, $0.value.slots.compactMap { keys[$0] }) }),
      names: plain(slotsByName.map { ($0.key, Set($0.value.compactMap { keys[$0] })) }),
      resources: Set(slotsByResource.filter { keys[$0.value] == $0.key }.map(\.key)),
      listsByMember: plain(listsByMember.map { ($0.key, Set($0.value)) }),
      listsByOwner: plain(listsByOwner.map { ($0.key, Set($0.value)) }),
      parentsByList: plain(parentsByList.map { ($0.key, Set($0.value)) }),
      childrenByList: plain(childrenByList.map { ($0.key, Set($0.value)) }),
      ownedByList: plain(ownedByList.map { ($0.key, Set($0.value)) }),
      requestsByUser: plain(requestsByUser.map { ($0.key, Set($0.value)) }), usesByRole: plain(usesByRole.map { ($0.key, $0.value) }),
      reviewingRoles: Set(reviewingRoles), signInsByUser: plain(signInsByUser.map { ($0.key, Set($0.value)) }),
      locksByFact: plain(locksByFact.map { ($0.key, Set($0.value)) }),
      certificatesByUser: plain(certificatesByUser.map { ($0.key, plain($0.value.map { ($0.key, Set($0.value)) })) }),
      records: Set(allRecords))
  }

  /// Which resource stands in which slot.
  var keysBySlot: [Int: ResourceKey] { plain(targetsBySlot.map { ($0.key, $0.value.key) }) }

  private func plain<Key: Hashable, Content>(_ pairs: [(Key, Content)]) -> [Key: Content] { Dictionary(uniqueKeysWithValues: pairs) }

  var allRecords: [Record] {
    var records = users.map(Record.user) + roles.map(Record.role) + lists.map(Record.list)
    records += ResourceKind.allCases.flatMap { resources(of: $0) }.filter { written($0.key) != nil }.map(Record.resource)
    records += dynamicDesktops.map(Record.dynamicDesktop) + serverInfos.map(Record.serverInfo)
    records += monitoringRules.map(Record.monitoringRule)
    if let authPreference { records.append(.authPreference(authPreference)) }
    if let recordingConfig { records.append(.recordingConfig(recordingConfig)) }
    records += membersByList.flatMap { $0.value.map { Record.member($0.value) } }
    records += liveRequests.map(Record.request) + locks.map(Record.lock) + tokens.map(Record.token) + signIns.map(Record.signIn)
    records += certificatesBySerial.map { Record.certificate($0.value) }
    records += authoritiesByID.map { Record.authority($0.value) }
    if let cluster { records.append(.cluster(cluster)) }
    return records
  }
}

extension ListingOrder {
  /// The slots in order.
  var slots: [Int] {
    var slots: [Int] = []
    visit { entry in
      slots.append(entry.slot)
      return true
    }
    return slots
  }
}
