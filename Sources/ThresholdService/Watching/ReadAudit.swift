import Foundation
public import ThresholdModel
import ThresholdRules
import ThresholdStore

extension Stories {
  /// Reads the audit log; needs the right to read events.
  public func auditEvents(_ selection: AuditSelection, by caller: Caller) async throws(Problem) -> [AuditEntry] {
    try demand(.read, "event", of: caller)
    let query = AuditQuery(
      from: selection.from, to: selection.to, eventPrefix: selection.eventPrefix, code: selection.code, user: selection.user,
      request: selection.request, afterIndex: selection.after, limit: selection.limit, newestFirst: selection.newestFirst)
    do {
      return try await store.events(query).map { AuditEntry(index: $0.index, hash: $0.hash, body: $0.body) }
    } catch {
      throw error.problem
    }
  }

  /// Where the audit log ends.
  public func auditHead(by caller: Caller) throws(Problem) -> AuditPosition {
    try demand(.read, "event", of: caller)
    let head = store.auditHead()
    return AuditPosition(index: head.index, hash: head.hash, time: head.time)
  }

  /// Verifies the audit log, against a head noted elsewhere when one is given.
  public func verifyAudit(against noted: AuditPosition?, by caller: Caller) async throws(Problem) -> AuditFindings {
    try demand(.read, "event", of: caller)
    let keys = world.authorities(.audit).map { ($0.id, Data(base64Encoded: $0.publicPart) ?? Data()) }
    do {
      return AuditFindings(
        try await store.verifyAudit(
          against: noted.map { AuditHead(index: $0.index, hash: $0.hash, time: $0.time) },
          checkpointKeys: Dictionary(keys, uniquingKeysWith: { first, _ in first })))
    } catch {
      throw error.problem
    }
  }
}
