import Foundation
import Testing
import ThresholdModel
import ThresholdTesting

@testable import ThresholdStore

/// A process that writes to a store until it is killed.
private struct Writer {
  /// Its lines so far, whole ones only: `SEQUENCE INDEX HASH`.
  private(set) var acknowledged: [[String]] = []
  private let process: SpawnedProgram
  private let output = Pipe()
  private var rest = Data()

  static var program: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent(
      "write-load"
    ).path
  }

  init(_ folder: Folder, seed: UInt64) throws {
    process = try SpawnedProgram(
      Self.program, [folder.data, String(seed)], environment: ProcessInfo.processInfo.environment,
      input: FileHandle.nullDevice.fileDescriptor, output: output.fileHandleForWriting.fileDescriptor,
      errors: FileHandle.standardError.fileDescriptor)
    try output.fileHandleForWriting.close()
  }

  /// Reads until so many commits are acknowledged.
  mutating func wait(for count: Int) throws {
    while acknowledged.count < count {
      let bytes = output.fileHandleForReading.availableData
      try #require(!bytes.isEmpty, "the writer ended by itself")
      take(bytes)
    }
  }

  var identifier: Int32 { process.pid }

  /// Kills it and reads what it still said.
  mutating func stop() throws {
    #expect(kill(process.pid, SIGKILL) == 0)
    take(try output.fileHandleForReading.readToEnd() ?? Data())
    #expect(process.wait() == 128 + SIGKILL)
  }

  private mutating func take(_ bytes: Data) {
    rest += bytes
    while let end = rest.firstIndex(of: 0x0A) {
      acknowledged.append(String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").map(String.init))
      rest = Data(rest[rest.index(after: end)...])
    }
  }
}

@Suite("killing the writer")
struct KillTests {
  @Test("after 20 kills under load nothing acknowledged is lost, and state, feed and audit log agree")
  func kills() async throws {
    var generator = SeededGenerator(state: UInt64.random(in: 0 ... .max))
    let seed = generator.state
    let folder = try Folder()
    for round in 0..<20 {
      var writer = try Writer(folder, seed: generator.next())
      try writer.wait(for: Int.random(in: 0..<8, using: &generator))
      // Somewhere inside a commit, not always right after one.
      usleep(UInt32.random(in: 0..<3000, using: &generator))
      if !writer.acknowledged.isEmpty {
        #expect(try folder.refusal().message.hasPrefix("process \(writer.identifier) has the data directory"))
      }
      try writer.stop()
      // A writer that was killed before it made its folder leaves none.
      let store = try folder.open()
      try await check(store, writer.acknowledged, "round \(round) of seed \(seed)")
      try store.close()
    }
    #expect(try folder.open().load().sequence > 0)
  }

  private func check(_ store: SQLiteStore, _ acknowledged: [[String]], _ round: String) async throws {
    let state = try store.load()
    var events: [StoredEvent] = []
    while case let page = try await store.events(AuditQuery(afterIndex: events.last?.index, limit: 1000)), !page.isEmpty { events += page }

    // INVARIANT: what was acknowledged is there.
    for line in acknowledged {
      try #require(line.count == 3)
      let (sequence, index) = (try #require(Int64(line[0])), try #require(Int(line[1])))
      #expect(sequence <= state.sequence && index <= events.count && events[index - 1].hash.hexadecimal == line[2], "\(round)")
    }
    // Every change has its event and every event its change, in the same order.
    let feed = try await store.feed(after: 0, limit: 10_000)
    #expect(feed.map(\.sequence) == feed.indices.map { Int64($0) + 1 } && feed.count == Int(state.sequence), "\(round)")
    #expect(events.count == feed.count, "\(round)")
    var users: [String: String] = [:]
    for (entry, event) in zip(feed, events) {
      let name = event.body["name"]?.text ?? ""
      #expect(entry.key.name == name && entry.isDeletion == (event.body["event"]?.text == "user.delete"), "\(round)")
      users[name] = entry.isDeletion ? nil : event.body["revision"]?.text
    }
    // The events alone give the state.
    let stored = Dictionary(uniqueKeysWithValues: state.records.map { ($0.key.name, $0.revision) })
    #expect(stored == users, "\(round)")
    let verification = try await store.verifyAudit(against: store.auditHead())
    #expect(verification.isConsistent && verification.events == state.auditIndex, "\(round): \(verification.findings)")
  }
}
