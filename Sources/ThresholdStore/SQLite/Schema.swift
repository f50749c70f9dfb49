import GRDB

/// In this module a database is where things are kept, and not a resource that people reach.
typealias Database = GRDB.Database

/// The tables, as numbered steps that are only ever added to.
///
/// What SQL can forbid, it forbids: gaps in the feed and in the audit log, changed or removed events,
/// two active authorities of one purpose, a head that goes back.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("0001 state, feed and audit log") { db in
      for table in [head, resources, requests, credentials, feed, audit] { try db.execute(sql: table) }
    }
    migrator.registerMigration("0002 resources of every kind") { db in try db.execute(sql: resourcesOfEveryKind) }
    migrator.registerMigration("0003 reviews of lists") { db in try db.execute(sql: listReviews) }
    migrator.registerMigration("0004 notifications") { db in try db.execute(sql: notices) }
    return migrator
  }

  /// One row: where the feed and the audit log stand. Every transaction updates it.
  private static let head = """
    CREATE TABLE head (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      sequence INTEGER NOT NULL CHECK (sequence >= 0),
      audit_index INTEGER NOT NULL CHECK (audit_index >= 0),
      audit_hash BLOB NOT NULL CHECK (length(audit_hash) = 32),
      event_time INTEGER
    ) STRICT;
    INSERT INTO head (one, sequence, audit_index, audit_hash) VALUES (1, 0, 0, zeroblob(32));
    CREATE TRIGGER head_goes_forward BEFORE UPDATE ON head
      WHEN NEW.sequence < OLD.sequence OR NEW.audit_index < OLD.audit_index
      BEGIN SELECT RAISE(ABORT, 'the head never goes back'); END;
    CREATE TRIGGER head_stays BEFORE DELETE ON head
      BEGIN SELECT RAISE(ABORT, 'the head cannot be removed'); END;
    """

  /// Documents, join tokens and issued certificates; times are milliseconds since 1970.
  private static let resources = """
    CREATE TABLE resources (
      kind TEXT NOT NULL CHECK (kind IN
        ('user', 'role', 'node', 'access_list', 'access_list_member', 'lock', 'token', 'ssh_certificate')),
      name TEXT NOT NULL CHECK (name <> ''),
      parent TEXT NOT NULL CHECK ((parent <> '') = (kind IN ('access_list_member', 'ssh_certificate'))),
      revision TEXT NOT NULL,
      expires INTEGER,
      body TEXT NOT NULL CHECK (json_valid(body)),
      PRIMARY KEY (kind, parent, name)
    ) STRICT;
    CREATE UNIQUE INDEX one_certificate_per_serial ON resources (name) WHERE kind = 'ssh_certificate';
    CREATE TABLE sign_ins (
      id TEXT PRIMARY KEY CHECK (id <> ''),
      user TEXT NOT NULL CHECK (user <> ''),
      created INTEGER NOT NULL,
      expires INTEGER NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    CREATE TRIGGER sign_ins_keep_their_user BEFORE UPDATE ON sign_ins WHEN NEW.user <> OLD.user
      BEGIN SELECT RAISE(ABORT, 'a sign-in never changes its user'); END;
    CREATE TABLE cluster (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      name TEXT NOT NULL CHECK (name <> ''),
      id TEXT NOT NULL CHECK (id <> ''),
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    """

  /// The table of documents again, for more kinds: SQLite cannot change a constraint in place.
  private static let resourcesOfEveryKind = """
    CREATE TABLE resources_of_every_kind (
      kind TEXT NOT NULL CHECK (kind IN
        ('user', 'role', 'node', 'access_list', 'access_list_member', 'lock', 'token', 'ssh_certificate',
         'db', 'kube_cluster', 'app', 'windows_desktop', 'dynamic_windows_desktop', 'git_server', 'user_group', 'aws_ic_account',
         'aws_ic_account_assignment', 'saml_idp_service_provider', 'remote_cluster', 'workload_identity', 'db_service', 'server_info',
         'access_monitoring_rule', 'cluster_auth_preference', 'session_recording_config')),
      name TEXT NOT NULL CHECK (name <> ''),
      parent TEXT NOT NULL CHECK ((parent <> '') = (kind IN ('access_list_member', 'ssh_certificate'))),
      revision TEXT NOT NULL,
      expires INTEGER,
      body TEXT NOT NULL CHECK (json_valid(body)),
      PRIMARY KEY (kind, parent, name)
    ) STRICT;
    INSERT INTO resources_of_every_kind SELECT kind, name, parent, revision, expires, body FROM resources;
    DROP TABLE resources;
    ALTER TABLE resources_of_every_kind RENAME TO resources;
    CREATE UNIQUE INDEX one_certificate_per_serial ON resources (name) WHERE kind = 'ssh_certificate';
    CREATE UNIQUE INDEX one_of_each_setting ON resources (kind) WHERE kind IN ('cluster_auth_preference', 'session_recording_config');
    """

  /// Requests of every state; the ended ones are read from here by page.
  private static let requests = """
    CREATE TABLE requests (
      id TEXT PRIMARY KEY CHECK (id <> ''),
      user TEXT NOT NULL CHECK (user <> ''),
      state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 6),
      created INTEGER NOT NULL,
      revision TEXT NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    CREATE TRIGGER requests_keep_their_user BEFORE UPDATE ON requests WHEN NEW.user <> OLD.user
      BEGIN SELECT RAISE(ABORT, 'a request never changes its user'); END;
    CREATE INDEX requests_by_time ON requests (created, id);
    CREATE INDEX requests_by_state ON requests (state, created, id);
    CREATE INDEX requests_by_user ON requests (user, created, id);
    CREATE INDEX requests_by_user_and_state ON requests (user, state, created, id);
    """

  /// Reviews of lists are history: read from here by page, and gone with their list, so that another list
  /// of its name does not inherit them. The audit log keeps that they were made.
  private static let listReviews = """
    CREATE TABLE list_reviews (
      list TEXT NOT NULL CHECK (list <> ''),
      id TEXT NOT NULL CHECK (id <> ''),
      reviewed INTEGER NOT NULL,
      revision TEXT NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body)),
      PRIMARY KEY (list, id)
    ) STRICT;
    CREATE INDEX list_reviews_by_time ON list_reviews (list, reviewed, id);
    CREATE TRIGGER list_reviews_go_with_their_list AFTER DELETE ON resources WHEN OLD.kind = 'access_list'
      BEGIN DELETE FROM list_reviews WHERE list = OLD.name; END;
    """

  /// What people are told, numbered in order for those who read all of it; and how far each of these has come.
  private static let notices = """
    CREATE TABLE notifications (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE CHECK (id <> ''),
      kind TEXT NOT NULL CHECK (kind <> ''),
      subject TEXT NOT NULL,
      created INTEGER NOT NULL,
      expires INTEGER NOT NULL,
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    CREATE INDEX notifications_by_subject ON notifications (subject, kind, number) WHERE subject <> '';
    CREATE INDEX notifications_by_expiry ON notifications (expires, number);
    CREATE TABLE notification_people (
      person TEXT NOT NULL CHECK (person <> ''),
      number INTEGER NOT NULL REFERENCES notifications (number) ON DELETE CASCADE,
      PRIMARY KEY (person, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX notification_people_by_number ON notification_people (number);
    CREATE TRIGGER notifications_name_their_people AFTER INSERT ON notifications
      BEGIN
        INSERT OR IGNORE INTO notification_people (person, number)
          SELECT lower(value), NEW.number FROM json_each(NEW.body, '$.people') WHERE value <> '';
      END;
    CREATE TRIGGER notifications_are_not_rewritten BEFORE UPDATE ON notifications
      BEGIN SELECT RAISE(ABORT, 'a notification never changes'); END;
    CREATE TABLE notification_readers (
      name TEXT PRIMARY KEY CHECK (name <> ''),
      position INTEGER NOT NULL CHECK (position >= 0),
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    """

  private static let credentials = """
    CREATE TABLE passwords (
      user TEXT PRIMARY KEY CHECK (user <> ''),
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    CREATE TABLE authorities (
      id TEXT PRIMARY KEY CHECK (id <> ''),
      purpose TEXT NOT NULL CHECK (purpose IN ('user', 'host', 'ssh_user', 'ssh_host', 'audit')),
      is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
      body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT;
    CREATE UNIQUE INDEX one_active_authority ON authorities (purpose) WHERE is_active = 1;
    """

  private static let feed = """
    CREATE TABLE feed (
      sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      parent TEXT NOT NULL,
      is_deletion INTEGER NOT NULL CHECK (is_deletion IN (0, 1))
    ) STRICT;
    CREATE TRIGGER feed_has_no_gaps BEFORE INSERT ON feed
      WHEN NEW.sequence <> coalesce((SELECT max(sequence) FROM feed), (SELECT sequence FROM head)) + 1
      BEGIN SELECT RAISE(ABORT, 'the feed has no gaps'); END;
    CREATE TRIGGER feed_is_not_rewritten BEFORE UPDATE ON feed
      BEGIN SELECT RAISE(ABORT, 'the feed is never rewritten'); END;
    """

  /// The columns beside the body are for finding events; `tctl audit verify` compares them with it.
  /// The insert trigger also stops `INSERT OR REPLACE`, which would remove rows unseen by the delete trigger.
  private static let audit = """
    CREATE TABLE audit (
      idx INTEGER PRIMARY KEY CHECK (idx > 0),
      time INTEGER NOT NULL,
      event TEXT NOT NULL CHECK (event <> ''),
      code TEXT NOT NULL CHECK (code <> ''),
      user TEXT,
      uid TEXT NOT NULL UNIQUE CHECK (uid <> ''),
      body TEXT NOT NULL CHECK (json_valid(body)),
      hash BLOB NOT NULL CHECK (length(hash) = 32)
    ) STRICT;
    CREATE INDEX audit_by_time ON audit (time);
    CREATE INDEX audit_by_event ON audit (event);
    CREATE INDEX audit_by_code ON audit (code);
    CREATE INDEX audit_by_user ON audit (user) WHERE user IS NOT NULL;
    CREATE TABLE audit_requests (
      idx INTEGER NOT NULL REFERENCES audit (idx),
      request TEXT NOT NULL CHECK (request <> ''),
      PRIMARY KEY (idx, request)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX audit_requests_by_request ON audit_requests (request, idx);
    CREATE TRIGGER audit_has_no_gaps BEFORE INSERT ON audit
      WHEN NEW.idx <> coalesce((SELECT max(idx) FROM audit), 0) + 1 OR EXISTS (SELECT 1 FROM audit WHERE uid = NEW.uid)
      BEGIN SELECT RAISE(ABORT, 'the audit log has no gaps and no repeats'); END;
    CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_requests_are_not_rewritten BEFORE UPDATE ON audit_requests
      BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_requests_are_not_removed BEFORE DELETE ON audit_requests
      BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    """
}
