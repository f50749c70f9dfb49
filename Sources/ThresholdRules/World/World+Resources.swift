import HashTreeCollections
public import ThresholdModel

/// Resources as they are found: what is stored, whether or not it has run out.
extension World {
  public func resource(_ key: ResourceKey) -> Resource? { slotsByResource[key].flatMap { targetsBySlot[$0]?.resource } }
  public func resource(_ kind: ResourceKind, _ name: String) -> Resource? { resource(ResourceKey(kind, name)) }

  /// All resources of a kind, in the order of listings.
  public func resources(of kind: ResourceKind) -> [Resource] {
    var found: [Resource] = []
    listingOrder(of: kind).visit { entry in
      if let target = targetsBySlot[entry.slot] { found.append(target.resource) }
      return true
    }
    return found
  }

  /// The resources of a kind that have documents of their own: without desktops that dynamic ones stand for.
  public func documents(of kind: ResourceKind) -> [Resource] { resources(of: kind).filter { written($0.key) != nil } }

  /// Resources of a kind by name, or by what people call them, in any case; in the order of listings.
  /// Whoever asks may not be allowed to know of them.
  public func resources(named name: String, kind: ResourceKind) -> [Resource] {
    let slots = slotsByName[ResourceKey(kind, name.lowercased())] ?? ResourceSet()
    return slots.compactMap { targetsBySlot[$0]?.resource }.sorted(by: Resource.byName)
  }

  /// How many resources of a kind there are.
  public func count(of kind: ResourceKind) -> Int { labelIndex(of: kind).all.count }

  /// The labels that roles match: the document's own and, for a server, those of its `server_info`,
  /// which win over one of the same key. Labels by command are not known here and not among them.
  /// Source: reference, roles-and-resources §3.2 and §6.
  public func labels(of resource: Resource) -> [String: String] {
    guard case .server(let server) = resource else { return resource.labels }
    return labels(of: server)
  }

  /// The labels of a server, those of its `server_info` included.
  public func labels(of server: Server) -> [String: String] {
    guard let info = serverInfo(of: server.id) else { return server.labels }
    return server.labels.merging(info.labels) { _, added in added }
  }

  /// The `server_info` of a server; nil for none.
  public func serverInfo(of server: ServerID) -> ServerInfo? { serverInfosByName["si-" + server.text] }
  /// All of them, sorted by name.
  public var serverInfos: [ServerInfo] { serverInfosByName.values.sorted { $0.metadata.name < $1.metadata.name } }

  public func dynamicDesktop(_ name: String) -> DynamicWindowsDesktop? { dynamicDesktopsByName[name] }
  /// All of them, sorted by name.
  public var dynamicDesktops: [DynamicWindowsDesktop] { dynamicDesktopsByName.values.sorted { $0.name < $1.name } }

  /// The resource of a document of its own kind: not the desktop that a dynamic one stands for.
  func written(_ key: ResourceKey) -> Resource? {
    guard let found = resource(key) else { return nil }
    if case .desktop(let desktop) = found, desktop.isDynamic { return nil }
    return found
  }

  func labelIndex(of kind: ResourceKind) -> LabelIndex { labelIndexes[kind] ?? LabelIndex() }
  func listingOrder(of kind: ResourceKind) -> ListingOrder { listingOrders[kind] ?? ListingOrder() }

  /// The resource in a slot as decisions see it; nil when it has run out or there is none.
  func target(inSlot slot: Int, at now: Moment) -> Target? {
    guard let target = targetsBySlot[slot], target.exists(at: now) else { return nil }
    return target
  }
}

/// Servers by themselves.
extension World {
  public func server(_ id: ServerID) -> Server? { resource(.node, id.text)?.server }

  /// Servers by host name, in any case, or by id; sorted by host name, then id. Whoever asks may not be
  /// allowed to know of them: see ``resolve(_:for:signIn:at:)``.
  public func servers(named name: String) -> [Server] { resources(named: name, kind: .node).compactMap(\.server) }

  /// All servers, sorted by host name, then id.
  public var servers: [Server] { resources(of: .node).compactMap(\.server) }
  /// How many servers there are.
  public var serverCount: Int { count(of: .node) }

  var labelIndex: LabelIndex { labelIndex(of: .node) }
  var serversBySlot: ServersBySlot { ServersBySlot(targets: targetsBySlot) }
  var slotsByServer: SlotsByServer { SlotsByServer(slots: slotsByResource) }

  /// The servers among all slots.
  struct ServersBySlot {
    fileprivate let targets: TreeDictionary<Int, Target>
    subscript(slot: Int) -> Server? { targets[slot]?.resource.server }
  }

  /// The slots of servers.
  struct SlotsByServer {
    fileprivate let slots: TreeDictionary<ResourceKey, Int>
    subscript(id: ServerID) -> Int? { slots[ResourceKey(.node, id.text)] }
  }
}

/// Writing: only these move the slots and their indexes.
extension World {
  mutating func put(_ resource: Resource) {
    let slot: Int
    if let known = slotsByResource[resource.key] {
      slot = known
      unindex(slot)
    } else {
      slot = nextSlot
      nextSlot += 1
      slotsByResource[resource.key] = slot
    }
    index(resource, in: slot)
  }

  mutating func removeResource(_ key: ResourceKey) {
    // A dynamic desktop goes with its own document only.
    guard written(key) != nil, let slot = slotsByResource.removeValue(forKey: key) else { return }
    unindex(slot)
    if key.kind == .windowsDesktop, let dynamic = dynamicDesktopsByName[key.name] { put(.desktop(dynamic.desktop)) }
  }

  /// A dynamic desktop stands among the desktops, unless one of its name does so by itself.
  mutating func put(_ desktop: DynamicWindowsDesktop) {
    dynamicDesktopsByName[desktop.name] = desktop
    if written(ResourceKey(.windowsDesktop, desktop.name)) == nil { put(.desktop(desktop.desktop)) }
  }

  mutating func removeDynamicDesktop(_ name: String) {
    dynamicDesktopsByName[name] = nil
    let key = ResourceKey(.windowsDesktop, name)
    guard written(key) == nil, let slot = slotsByResource.removeValue(forKey: key) else { return }
    unindex(slot)
  }

  mutating func put(_ info: ServerInfo) { change(info.metadata.name, to: info) }
  mutating func removeServerInfo(_ name: String) { change(name, to: nil) }

  /// The server's labels change with its `server_info`, so it is taken out of the index before and put back after.
  private mutating func change(_ name: String, to info: ServerInfo?) {
    let slot = (info ?? serverInfosByName[name])?.server.flatMap { slotsByResource[ResourceKey(.node, $0.text)] }
    guard let slot, let server = targetsBySlot[slot]?.resource else {
      serverInfosByName[name] = info
      return
    }
    unindex(slot)
    serverInfosByName[name] = info
    index(server, in: slot)
  }

  private mutating func index(_ resource: Resource, in slot: Int) {
    let target = Target(resource: resource, labels: labels(of: resource))
    targetsBySlot[slot] = target
    labelIndexes[target.kind, default: LabelIndex()].insert(slot, labels: target.labels)
    listingOrders[target.kind, default: ListingOrder()].insert(ListingOrder.Entry(target, in: slot))
    for name in Self.names(of: resource) { slotsByName[ResourceKey(target.kind, name), default: ResourceSet()].insert(slot) }
  }

  /// Takes out what stands in a slot: with the labels that it was put in with.
  private mutating func unindex(_ slot: Int) {
    guard let target = targetsBySlot.removeValue(forKey: slot) else { return }
    labelIndexes[target.kind]?.remove(slot, labels: target.labels)
    if labelIndexes[target.kind]?.all.isEmpty == true { labelIndexes[target.kind] = nil }
    listingOrders[target.kind]?.remove(ListingOrder.Entry(target, in: slot))
    if listingOrders[target.kind]?.isEmpty == true { listingOrders[target.kind] = nil }
    for name in Self.names(of: target.resource) {
      let key = ResourceKey(target.kind, name)
      slotsByName[key]?.remove(slot)
      if slotsByName[key]?.isEmpty == true { slotsByName[key] = nil }
    }
  }

  private static func names(of resource: Resource) -> Set<String> {
    [resource.name.lowercased(), resource.displayName.lowercased()]
  }
}
