// Writes to a store without pause and says on stdout what was acknowledged, one line a commit:
// `SEQUENCE INDEX HASH`. It ends when it is killed.
//
// usage: write-load DIRECTORY SEED
import Foundation
import ThresholdModel
import ThresholdStore

/// SplitMix64: the same seed gives the same batches.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// One to four changes of fifty users, each with the one event that says the same.
func batch(_ generator: inout SeededGenerator) -> Batch {
  var batch = Batch(changes: [], events: [])
  for _ in 0..<Int.random(in: 1...4, using: &generator) {
    let name = UserName("user-\(Int.random(in: 0..<50, using: &generator))")
    let isDeletion = Int.random(in: 0..<4, using: &generator) == 0
    var user = User(name: name)
    user.metadata.revision = isDeletion ? "" : String(generator.next())
    batch.changes.append(isDeletion ? .delete(.user(name)) : .put(.user(user)))
    batch.events.append(
      AuditEvent(
        isDeletion ? .userDeleted : .userUpdated, time: Moment(Date()), uid: UUID().uuidString.lowercased(), user: nil,
        details: ["name": .text(name.text), "revision": .text(user.metadata.revision)]))
  }
  return batch
}

guard CommandLine.arguments.count == 3, let seed = UInt64(CommandLine.arguments[2]) else {
  FileHandle.standardError.write(Data("usage: write-load DIRECTORY SEED\n".utf8))
  exit(2)
}
var generator = SeededGenerator(state: seed)
do {
  let store = try SQLiteStore(directory: CommandLine.arguments[1])
  var sequence = try store.load().sequence
  while true {
    let committed = try await store.commit(batch(&generator), after: sequence, cluster: "load")
    sequence = committed.sequence
    let hash = committed.auditHash.map { String(format: "%02x", $0) }.joined()
    try FileHandle.standardOutput.write(contentsOf: Data("\(committed.sequence) \(committed.auditIndex) \(hash)\n".utf8))
  }
} catch {
  FileHandle.standardError.write(Data("ERROR: \(error)\n".utf8))
  exit(1)
}
