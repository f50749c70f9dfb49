import Foundation
import GRDB
import ThresholdModel

/// One change as the statement that stores it, encoded before the transaction begins.
struct ChangeForm: Sendable {
  let key: ThresholdModel.Record.Key
  let isDeletion: Bool
  let sql: String
  let arguments: StatementArguments

  /// - Throws: ``StoreError`` of kind `refused` when the record cannot be encoded.
  init(_ change: Change) throws(StoreError) {
    key = change.key
    switch change {
    case .delete(let key):
      isDeletion = true
      (sql, arguments) = Self.deletion(of: key)
    case .put(let record):
      isDeletion = false
      (sql, arguments) = try Self.upsert(of: record)
    }
  }

  private static func upsert(of record: ThresholdModel.Record) throws(StoreError) -> (String, StatementArguments) {
    let body: String
    do {
      body = String(decoding: try record.body(), as: UTF8.self)
    } catch {
      throw StoreError(.refused, "`\(record.key.description.escapedForDisplay)` cannot be written as JSON", cause: "\(error)")
    }
    let key = record.key
    switch record {
    case .signIn(let signIn):
      return (
        """
        INSERT INTO sign_ins (id, user, created, expires, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
        SET user = excluded.user, created = excluded.created, expires = excluded.expires, body = excluded.body
        """, [key.name, key.parent, signIn.created.milliseconds, signIn.expires.milliseconds, body]
      )
    case .request(let request):
      let spec = request.spec
      return (
        """
        INSERT INTO requests (id, user, state, created, revision, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
        SET user = excluded.user, state = excluded.state, created = excluded.created, revision = excluded.revision, body = excluded.body
        """, [key.name, spec.user.key.folded, spec.state.rawValue, spec.created.milliseconds, record.revision, body]
      )
    case .listReview(let review):
      return (
        """
        INSERT INTO list_reviews (list, id, reviewed, revision, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (list, id) DO UPDATE
        SET reviewed = excluded.reviewed, revision = excluded.revision, body = excluded.body
        """, [key.parent, key.name, review.spec.date.milliseconds, record.revision, body]
      )
    case .notice(let notice):
      // What was told once is not told again: the same id is left as it is.
      return (
        "INSERT INTO notifications (id, kind, subject, created, expires, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [key.name, notice.kind.rawValue, notice.subject, notice.created.milliseconds, notice.expires.milliseconds, body]
      )
    case .noticeReader(let reader):
      return (
        """
        INSERT INTO notification_readers (name, position, body) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE
        SET position = excluded.position, body = excluded.body
        """, [key.name, reader.position, body]
      )
    case .password:
      return ("INSERT INTO passwords (user, body) VALUES (?, ?) ON CONFLICT (user) DO UPDATE SET body = excluded.body", [key.name, body])
    case .authority(let authority):
      return (
        """
        INSERT INTO authorities (id, purpose, is_active, body) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
        SET purpose = excluded.purpose, is_active = excluded.is_active, body = excluded.body
        """, [key.name, authority.purpose.rawValue, authority.isActive ? 1 : 0, body]
      )
    case .cluster(let cluster):
      return (
        """
        INSERT INTO cluster (one, name, id, body) VALUES (1, ?, ?, ?) ON CONFLICT (one) DO UPDATE
        SET name = excluded.name, id = excluded.id, body = excluded.body
        """, [cluster.name, cluster.id, body]
      )
    case .user, .role, .resource, .dynamicDesktop, .serverInfo, .list, .member, .lock, .monitoringRule, .authPreference, .recordingConfig,
      .token, .certificate:
      return (
        """
        INSERT INTO resources (kind, name, parent, revision, expires, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, parent, name)
        DO UPDATE SET revision = excluded.revision, expires = excluded.expires, body = excluded.body
        """, [key.kind.rawValue, key.name, key.parent, record.revision, record.expires?.milliseconds, body]
      )
    }
  }

  private static func deletion(of key: ThresholdModel.Record.Key) -> (String, StatementArguments) {
    switch key.kind {
    case .signIn: ("DELETE FROM sign_ins WHERE id = ? AND user = ?", [key.name, key.parent])
    case .request: ("DELETE FROM requests WHERE id = ?", [key.name])
    case .listReview: ("DELETE FROM list_reviews WHERE list = ? AND id = ?", [key.parent, key.name])
    case .password: ("DELETE FROM passwords WHERE user = ?", [key.name])
    case .authority: ("DELETE FROM authorities WHERE id = ?", [key.name])
    case .cluster: ("DELETE FROM cluster", [])
    case .notice: ("DELETE FROM notifications WHERE id = ?", [key.name])
    case .noticeReader: ("DELETE FROM notification_readers WHERE name = ?", [key.name])
    default:
      ("DELETE FROM resources WHERE kind = ? AND parent = ? AND name = ?", [key.kind.rawValue, key.parent, key.name])
    }
  }
}

extension ThresholdModel.Record {
  /// When the thing stops to count by itself; nil for things without such a moment.
  fileprivate var expires: Moment? {
    switch self {
    case .user(let value): value.metadata.expires
    case .role(let value): value.metadata.expires
    case .resource(let value): value.metadata.expires
    case .dynamicDesktop(let value): value.metadata.expires
    case .serverInfo(let value): value.metadata.expires
    case .list(let value): value.metadata.expires
    case .member(let value): value.spec.expires
    case .lock(let value): value.spec.expires
    case .monitoringRule(let value): value.metadata.expires
    case .authPreference(let value): value.metadata.expires
    case .recordingConfig(let value): value.metadata.expires
    case .token(let value): value.expires
    case .certificate(let value): value.validBefore
    case .signIn(let value): value.expires
    case .request(let value): value.spec.recordExpires
    case .notice(let value): value.expires
    case .listReview, .authority, .password, .cluster, .noticeReader: nil
    }
  }
}
