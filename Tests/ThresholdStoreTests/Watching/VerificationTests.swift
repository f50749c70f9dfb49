import Foundation
import Testing
import ThresholdModel

@testable import ThresholdStore

@Suite("verifying the audit log")
struct VerificationTests {
  private static let unlocked = """
    DROP TRIGGER audit_is_not_rewritten; DROP TRIGGER audit_is_not_shortened; DROP TRIGGER audit_has_no_gaps;
    DROP TRIGGER audit_requests_are_not_rewritten; DROP TRIGGER audit_requests_are_not_removed; DROP TRIGGER head_goes_forward;
    """

  /// What a foreign hand may do to event 5 of 9, and what is found.
  struct Edit: Sendable, CustomTestStringConvertible {
    let sql: String
    let findings: [AuditVerification.Finding.Kind]
    var testDescription: String { sql }

    init(_ sql: String, _ findings: AuditVerification.Finding.Kind...) {
      self.sql = sql
      self.findings = findings
    }
  }

  @Test(
    "what a foreign hand did to the log is found, in words",
    arguments: [
      Edit("UPDATE audit SET body = replace(body, 'alice', 'carol') WHERE idx = 5", .altered, .hidden),
      Edit(
        "UPDATE audit SET body = replace(body, '\"id\":\"q5\"', '\"id\":\"q6\"'), hash = randomblob(32) WHERE idx = 5", .altered, .hidden,
        .altered),
      Edit("UPDATE audit SET body = body || ' ' WHERE idx = 5", .altered),
      Edit("UPDATE audit SET body = '[]' WHERE idx = 5", .altered, .altered),
      Edit("UPDATE audit SET hash = randomblob(32) WHERE idx = 5", .altered, .altered),
      Edit("DELETE FROM audit_requests WHERE idx = 5; DELETE FROM audit WHERE idx = 5", .missing),
      Edit("DELETE FROM audit_requests WHERE idx IN (4, 5); DELETE FROM audit WHERE idx IN (4, 5)", .missing),
      Edit(
        "UPDATE audit SET idx = 77 WHERE idx = 5; UPDATE audit SET idx = 5 WHERE idx = 6; UPDATE audit SET idx = 6 WHERE idx = 77",
        .altered, .hidden, .altered, .hidden, .altered),
      Edit("UPDATE audit SET user = 'carol' WHERE idx = 5", .hidden),
      Edit("UPDATE audit SET time = 0 WHERE idx = 5", .hidden),
      Edit("UPDATE audit SET event = 'x' WHERE idx = 5", .hidden),
      Edit("UPDATE audit SET code = 'x' WHERE idx = 5", .hidden),
      Edit("UPDATE audit SET uid = 'x' WHERE idx = 5", .hidden),
      Edit("DELETE FROM audit_requests WHERE idx = 5", .hidden),
      Edit("INSERT INTO audit_requests VALUES (5, 'other')", .hidden),
      Edit("UPDATE head SET audit_hash = randomblob(32)", .head),
      Edit("DELETE FROM audit_requests WHERE idx = 9; DELETE FROM audit WHERE idx = 9", .missing, .missing, .missing),
      Edit(
        """
        DELETE FROM audit_requests WHERE idx = 9; DELETE FROM audit WHERE idx = 9;
        UPDATE head SET audit_index = 8, audit_hash = (SELECT hash FROM audit WHERE idx = 8)
        """,
        .missing, .missing),
      Edit("DELETE FROM audit_requests; DELETE FROM audit; UPDATE head SET audit_index = 0, audit_hash = zeroblob(32)", .missing, .missing),
    ])
  func tampering(_ edit: Edit) async throws {
    let folder = try Folder()
    let store = try folder.open()
    for number in 1...9 { try await store.put([], [Sample.event(.requestCreated, ["id": .text("q\(number)")])]) }
    #expect(try await store.verifyAudit(against: nil).isConsistent)
    // While the store is open: what a start refuses already must be found here as well.
    try folder.edit(Self.unlocked + edit.sql)
    let verification = try await store.verifyAudit(against: nil)
    #expect(verification.findings.map(\.kind) == edit.findings, "\(verification.findings)")
    #expect(!verification.isConsistent && verification.summary.hasSuffix("the audit log is not what was written"))
    #expect(verification.findings.allSatisfy { !$0.message.isEmpty })
  }

  @Test("without an outside head the verdict says what it cannot exclude; with one it does not")
  func verdicts() async throws {
    let kept = try Folder().keeping { try $0.open() }
    let committed = try await kept.value.fill(6)
    let alone = try await kept.value.verifyAudit(against: nil)
    #expect(alone.isConsistent && alone.anchored == nil && alone.events == 6)
    #expect(alone.summary == "6 events read: consistent; rewriting or shortening can't be excluded without a head that was kept elsewhere")
    let outside = AuditHead(index: 4, hash: committed[3].auditHash)
    let anchored = try await kept.value.verifyAudit(against: outside)
    #expect(anchored.isConsistent && anchored.anchored == 4)
    #expect(anchored.summary.hasSuffix("neither rewritten nor shortened up to event 4 by the head that was kept elsewhere"))
    #expect(try await kept.value.verifyAudit(against: AuditHead(index: 0, hash: AuditChain.origin)).isConsistent)
  }

  @Test("a log that was rewritten as a whole, or shortened with its files, is found by the outside head only")
  func rewrittenWhole() async throws {
    let folder = try Folder()
    let store = try folder.open()
    let committed = try await store.fill(6)
    try store.close()
    let outside = AuditHead(index: 6, hash: try #require(committed.last).auditHash)

    let forged = try Folder()
    let other = try forged.open()
    try await other.fill(7, from: 100)
    try other.close()
    let rewritten = try forged.open()
    #expect(try await rewritten.verifyAudit(against: nil).isConsistent)
    let finding = try #require(try await rewritten.verifyAudit(against: outside).findings.first)
    #expect(finding.kind == .outside && finding.message == "event 6 is not the one that the head that was kept elsewhere vouches for")

    let shortened = try Folder().keeping { try $0.open() }
    try await shortened.value.fill(2)
    let short = try await shortened.value.verifyAudit(against: outside)
    #expect(short.findings.map(\.message) == ["the log ends at event 2, and the head that was kept elsewhere knows event 6"])
    #expect(short.anchored == nil)
  }

  @Test("an empty log is consistent; a head that cannot be one is not")
  func empty() async throws {
    let kept = try Folder().keeping { try $0.open() }
    let verification = try await kept.value.verifyAudit(against: nil)
    #expect(verification.isConsistent && verification.events == 0)
    for wrong in [AuditHead(index: 0, hash: Data(repeating: 1, count: 32)), AuditHead(index: -3, hash: AuditChain.origin)] {
      #expect(try await kept.value.verifyAudit(against: wrong).findings.map(\.kind) == [.outside])
    }
  }

  @Test("a log longer than one read is gone through to its end, with progress")
  func long() async throws {
    let kept = try Folder().keeping { try $0.open() }
    for _ in 0..<5 { try await kept.value.put([], (0..<1000).map { _ in Sample.event() }) }
    let seen = Progress()
    let verification = try await kept.value.verifyAudit(against: kept.value.auditHead()) { done, total in seen.add(done, total) }
    #expect(verification.isConsistent && verification.events == 5000)
    #expect(seen.all == [[2000, 5000], [4000, 5000], [5000, 5000]])
  }

  @Test("random damage to the file never crashes, and is reported wherever the audit log is hit", arguments: 1...25 as ClosedRange<UInt64>)
  func damage(_ seed: UInt64) async throws {
    var generator = SeededGenerator(state: seed)
    let folder = try Folder()
    let store = try folder.open()
    for number in 0..<40 {
      try await store.put(
        [Sample.user("user-\(number)")], [Sample.event(.userUpdated, ["note": .text(String(repeating: "x", count: 400))])])
    }
    try store.close()
    let path = URL(fileURLWithPath: folder.file("threshold.sqlite"))
    var bytes = try Data(contentsOf: path)
    let before = bytes
    for _ in 0..<3 {
      let place = Int.random(in: 0..<(bytes.count - 64), using: &generator)
      for offset in 0..<64 { bytes[place + offset] = UInt8.random(in: 0...255, using: &generator) }
    }
    try bytes.write(to: path)
    // Typed errors alone may come out; whatever is read all the same must be what was written.
    do throws(StoreError) {
      let damaged = try folder.open()
      _ = try damaged.load()
      let verification = try await damaged.verifyAudit(against: store.auditHead())
      let events = try await damaged.events(AuditQuery(limit: 1000))
      if verification.isConsistent { #expect(events.count == 40 && bytes != before) }
    } catch {
      #expect([.damaged, .behindHead, .refused].contains(error.kind), "\(error)")
      #expect(!error.message.isEmpty)
    }
  }
}

/// What a verification told on its way.
private final class Progress: Sendable {
  private let told = Locked<[[Int64]]>([])
  var all: [[Int64]] { told.value }
  func add(_ done: Int64, _ total: Int64) { told.change { $0.append([done, total]) } }
}
