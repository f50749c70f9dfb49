import ThresholdModel

/// Everything that a random World is made of, as plain lists.
struct Facts: Sendable {
  var users: [User] = []
  var roles: [Role] = []
  var resources: [Resource] = []
  var serverInfos: [ServerInfo] = []
  var lists: [AccessList] = []
  var members: [Member] = []
  var requests: [AccessRequest] = []
  var signIns: [SignIn] = []
  var locks: [Lock] = []
  var preference: AuthPreference?
  /// What the label expressions in the roles mean, by their text.
  var expressions: [String: SlowExpression] = [:]
  static let cluster = Cluster(name: "main", id: uuid(0), created: noon)

  var servers: [Server] { resources.compactMap(\.server) }

  var records: [Record] {
    [.cluster(Self.cluster)] + users.map(Record.user) + roles.map(Record.role) + resources.map(Record.resource)
      + serverInfos.map(Record.serverInfo) + lists.map(Record.list) + members.map(Record.member) + requests.map(Record.request)
      + signIns.map(Record.signIn) + locks.map(Record.lock) + [preference].compactMap { $0.map(Record.authPreference) }
  }

  /// Moments around which something changes by itself.
  var edges: [Moment] {
    let ends =
      members.compactMap(\.spec.expires) + locks.compactMap(\.spec.expires) + signIns.map(\.expires)
      + signIns.flatMap { $0.assumed.values.sorted() }
      + requests.flatMap { [$0.spec.accessExpires, $0.spec.recordExpires, $0.spec.assumeStart ?? noon] }
      + users.compactMap(\.metadata.expires) + roles.compactMap(\.metadata.expires) + lists.compactMap(\.metadata.expires)
      + resources.compactMap(\.metadata.expires)
    return [noon] + ends.flatMap { [$0 - millisecond, $0, $0 + millisecond] }
  }
}

/// A sequence of numbers from a seed, the same everywhere (SplitMix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Whether something that happens once in `count` times happens.
  mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: 0..<items.count, using: &self)] }

  mutating func some<Item>(of items: [Item], atMost limit: Int) -> [Item] {
    Array(items.shuffled(using: &self).prefix(Int.random(in: 0...limit, using: &self)))
  }
}
