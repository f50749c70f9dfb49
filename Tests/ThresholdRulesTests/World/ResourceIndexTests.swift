import Testing
import ThresholdModel

@testable import ThresholdRules

@Suite("Resources in the World")
struct ResourceIndexTests {
  @Test("after any changes the indexes say what a rebuild from the records says", arguments: 0..<30 as Range<UInt64>)
  func rebuild(seed: UInt64) {
    var dice = Dice(seed: seed &+ 77_000)
    var world = World()
    for step in 0..<120 {
      let record = RandomResources.record(&dice)
      world.applyUnchecked(dice.oneIn(3) ? .delete(record.key) : .put(record))
      guard step % 10 == 9 else { continue }
      let rebuilt = World(records: world.allRecords.shuffled(using: &dice))
      #expect(world.indexes == rebuilt.indexes, "seed \(seed), step \(step)")
      for kind in ResourceKind.allCases {
        #expect(world.resources(of: kind) == rebuilt.resources(of: kind))
        #expect(world.resources(of: kind) == world.resources(of: kind).sorted(by: Resource.byName))
      }
    }
  }

  @Test("the label index says for every kind what its resources' labels say", arguments: 0..<20 as Range<UInt64>)
  func labels(seed: UInt64) throws {
    var dice = Dice(seed: seed &+ 78_000)
    var world = World()
    for _ in 0..<80 { world.applyUnchecked(.put(RandomResources.record(&dice))) }
    let keys = world.keysBySlot
    for kind in ResourceKind.allCases {
      for (key, value) in [("env", "a"), ("team", "*"), ("dynamic/env", "b"), ("none", "*")] {
        let found = world.labelIndex(of: kind).resources(withKey: key, matching: [try Pattern(value)])
        let expected = world.resources(of: kind).filter { resource in
          let labels = world.labels(of: resource)
          return value == "*" ? labels[key] != nil : labels[key] == value
        }
        #expect(Set(found.compactMap { keys[$0] }) == Set(expected.map(\.key)), "\(kind) \(key)=\(value)")
      }
    }
  }

  @Test("deleting everything leaves no trace in any index")
  func empty() {
    var dice = Dice(seed: 4)
    var world = World()
    for _ in 0..<200 { world.applyUnchecked(.put(RandomResources.record(&dice))) }
    for record in world.allRecords.shuffled(using: &dice) { world.applyUnchecked(.delete(record.key)) }
    #expect(world.indexes == World().indexes)
    #expect(world.slotsByResource.isEmpty)
    #expect(world.slotsByName.isEmpty)
    #expect(world.locksByFact.isEmpty)
  }

  @Test("what is written is found again under its key")
  func records() {
    var dice = Dice(seed: 6)
    for _ in 0..<300 {
      let record = RandomResources.record(&dice)
      var world = World(records: [record])
      #expect(world.record(record.key) == record)
      world.applyUnchecked(.delete(record.key))
      #expect(world.record(record.key) == nil)
    }
    for record in [Record.authPreference(AuthPreference(AuthPreferenceSpec())), .recordingConfig(RecordingConfig(RecordingConfigSpec()))] {
      #expect(World(records: [record]).record(record.key) == record)
      #expect(World(records: [record]).record(Record.Key(record.key.kind, "other")) == nil)
    }
  }

  @Test("labels of a server info come and go with it, and win over the server's own")
  func serverInfo() {
    let server = Scene.server(1, "web", labels: ["env": "test", "dynamic/team": "old"])
    let info = ServerInfo(of: server.id, newLabels: ["team": "new", "dynamic/x": "y"])
    var world = World(records: [.serverInfo(info), .server(server)])
    func labels() -> [String: String]? { world.server(server.id).map { world.labels(of: $0) } }
    #expect(labels() == ["env": "test", "dynamic/team": "new", "dynamic/x": "y"])
    #expect(world.server(server.id)?.labels == server.labels)
    world.applyUnchecked(.delete(Record.serverInfo(info).key))
    #expect(labels() == server.labels)
    world.applyUnchecked(.put(.serverInfo(info)))
    world.applyUnchecked(.delete(.server(server.id)))
    #expect(world.indexes.labels.isEmpty)
  }

  @Test("a dynamic desktop is a desktop until one of its name is written, and again after")
  func dynamicDesktop() {
    let dynamic = DynamicWindowsDesktop(name: "win", labels: ["from": "dynamic"], spec: WindowsDesktopSpec(address: "h:1"))
    let plain = WindowsDesktop(name: "win", labels: ["from": "plain"], spec: WindowsDesktopSpec(address: "h:2"))
    var world = World(records: [.dynamicDesktop(dynamic)])
    #expect(world.resource(.windowsDesktop, "win")?.labels == ["from": "dynamic"])
    #expect(world.documents(of: .windowsDesktop).isEmpty)
    world.applyUnchecked(.delete(.resource(ResourceKey(.windowsDesktop, "win"))))
    #expect(world.resource(.windowsDesktop, "win") != nil)
    world.applyUnchecked(.put(.resource(.desktop(plain))))
    #expect(world.resource(.windowsDesktop, "win")?.labels == ["from": "plain"])
    world.applyUnchecked(.put(.dynamicDesktop(dynamic)))
    #expect(world.resource(.windowsDesktop, "win")?.labels == ["from": "plain"])
    world.applyUnchecked(.delete(.resource(ResourceKey(.windowsDesktop, "win"))))
    #expect(world.resource(.windowsDesktop, "win")?.labels == ["from": "dynamic"])
    world.applyUnchecked(.delete(Record.dynamicDesktop(dynamic).key))
    #expect(world.resource(.windowsDesktop, "win") == nil)
  }

  @Test("resources are found by name and by what people call them, in any case, within their kind")
  func names() {
    let world = World(records: [
      .server(Scene.server(1, "Web")), .server(Scene.server(2, "web")), .resource(.gitServer(GitServer(name: "g1", organization: "Acme"))),
      .resource(.database(Database(name: "web", spec: DatabaseSpec(wireProtocol: "mysql", uri: "h:1")))),
    ])
    #expect(world.resources(named: "WEB", kind: .node).map(\.name) == [uuid(1), uuid(2)])
    #expect(world.resources(named: uuid(2), kind: .node).map(\.name) == [uuid(2)])
    #expect(world.resources(named: "web", kind: .database).count == 1)
    #expect(world.resources(named: "acme", kind: .gitServer).map(\.name) == ["g1"])
    #expect(world.resources(named: "G1", kind: .gitServer).count == 1)
    #expect(world.resources(named: "web", kind: .app).isEmpty)
    #expect(world.count(of: .node) == 2)
    #expect(world.servers.map(\.spec.hostname) == ["Web", "web"])
  }

  @Test("settings that nobody wrote have their defaults")
  func settings() {
    #expect(World().authentication == AuthPreferenceSpec())
    #expect(World().recording == RecordingConfigSpec())
    let world = World(records: [.authPreference(AuthPreference(AuthPreferenceSpec(lockingMode: .strict)))])
    #expect(world.authentication.lockingMode == .strict)
  }
}
