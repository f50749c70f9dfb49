import ThresholdModel
import ThresholdRules

extension Stories {
  /// What the log says about a document that is written or deleted.
  /// - Parameter lists: lists that the same change writes.
  static func details(of record: Record, in world: World, beside lists: [AccessList] = [], by caller: Caller) -> [String: Value] {
    switch record {
    case .user(let user): ["name": .text(user.metadata.name), "roles": .list(user.spec.roles.map { .text($0.text) })]
    case .list(let list): details(of: list, by: caller)
    case .member(let member):
      (world.list(member.spec.list) ?? lists.first { $0.name == member.spec.list }).map { details(of: member, list: $0) } ?? [
        "name": .text(member.spec.list.text)
      ]
    case .lock(let lock):
      [
        "name": .text(lock.metadata.name),
        "target": .map(Dictionary(uniqueKeysWithValues: lock.spec.target.facts.map { ($0.field.rawValue, .text($0.value)) })),
      ]
    case .resource(.server(let server)): ["name": .text(server.metadata.name), "server_hostname": .text(server.spec.hostname)]
    default: ["kind": .text(record.key.kind.rawValue), "name": .text(record.key.name)]
    }
  }
}
