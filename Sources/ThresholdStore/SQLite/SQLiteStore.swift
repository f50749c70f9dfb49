import Foundation
import GRDB
import Synchronization

/// Everything that one server knows, in one SQLite database in one folder.
///
/// One writer at a time, readers beside it; a commit is on the disk when it returns (write-ahead log,
/// `synchronous=FULL`). The folder holds `threshold.sqlite` and its write-ahead log, `head.json` (where
/// the last commit ended), `checkpoints.jsonl` (signed ends of the audit log) and `lock`.
public final class SQLiteStore: Sendable {
  /// The folder.
  public let directory: String
  /// What the head file misses in the database; nil unless the store was opened with `acceptLoss` and
  /// something was missing. Whoever opens the store commits an event about it: the first commit
  /// replaces the head file, until then every start finds the gap again.
  public let acceptedLoss: Loss?

  let pool: DatabasePool
  let folder: DataDirectory
  /// How many changes the feed keeps.
  let feedLength: Int64
  let live: Mutex<Live>
  /// One checkpoint at a time.
  let checkpointing = Mutex(())

  /// What this process knows about what it committed.
  struct Live: Sendable {
    var head: Head
    var headFileProblem: StoreError?
    var isClosed = false
  }

  /// Opens the store, or makes it when the folder is empty.
  /// - Parameters:
  ///   - directory: created with mode 0700 when missing; its files have mode 0600.
  ///   - acceptLoss: opens a database that is behind its head file, or differs from it, all the same;
  ///     ``acceptedLoss`` says what is missing.
  /// - Throws: ``StoreError`` of kind `locked` when another process has it open, `behindHead` when the
  ///   database was shortened or replaced by an older copy, `damaged`, `refused` when the folder is open
  ///   to others or the database is from a newer version, `full` or `io`.
  public convenience init(directory: String, acceptLoss: Bool = false) throws(StoreError) {
    try self.init(directory: directory, acceptLoss: acceptLoss, feedLength: 100_000)
  }

  init(directory: String, acceptLoss: Bool, feedLength: Int64) throws(StoreError) {
    let folder = try DataDirectory(directory)
    let headFile = try HeadFile.read(folder.headFile)
    // Before SQLite touches anything: it would delete the write-ahead log of a database that is gone.
    if !folder.hasDatabase, let loss = Loss.between(headFile, and: nil, hash: { _ in nil }), !acceptLoss { throw loss.refusal }
    try folder.prepareDatabaseFile()
    try folder.checkLength()
    do {
      pool = try Self.openedPool(folder.database)
      // Before the migrations write anything: what is refused stays as it was found.
      let loss = try pool.read { db in try Self.loss(by: headFile, db) }
      if let loss, !acceptLoss { throw loss.refusal }
      try Self.migrate(pool)
      let head = try pool.read { db in
        let head = try Head.read(db)
        try head.check(db)
        return head
      }
      let current = HeadFile(head.committed)
      if loss == nil, headFile != .head(current) { try current.write(folder.headFile) }
      acceptedLoss = loss
      live = Mutex(Live(head: head))
    } catch {
      throw StoreError(error, while: "opening the database")
    }
    self.directory = directory
    self.folder = folder
    self.feedLength = feedLength
  }

  /// Closes the database and lets others open it. Later calls fail; calling it again does nothing.
  /// - Throws: ``StoreError`` of kind `locked` while something still reads.
  public func close() throws(StoreError) {
    live.withLock { $0.isClosed = true }
    // Readers first: only when the writer is the last to close does SQLite fold the write-ahead log into
    // the database file, so that a stopped server's data is one file.
    pool.releaseMemory()
    do { try pool.close() } catch {
      live.withLock { $0.isClosed = false }
      throw StoreError(error, while: "closing the database")
    }
    folder.unlock()
  }

  /// `PRAGMA synchronous` of the connection that writes: 2 (FULL), so that a commit that returned
  /// survives a power cut.
  /// - Throws: ``StoreError`` of kind `io`.
  public func synchronousLevel() throws(StoreError) -> Int {
    do {
      return try pool.writeWithoutTransaction { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1 }
    } catch {
      throw StoreError(error, while: "reading the database's settings")
    }
  }

  /// Why the head file could not be written after the last commit; nil when it was. Commits count all
  /// the same; until it is cured, a start cannot notice the loss of those since.
  public var headFileProblem: StoreError? { live.withLock { $0.headFileProblem } }

  /// Where the audit log ends by this process's own memory, not by what stands on the disk now.
  public func auditHead() -> AuditHead { live.withLock { $0.head.audit } }

  /// One consistent read.
  func read<Answer: Sendable>(
    while activity: String, _ body: @escaping @Sendable (Database) throws -> Answer
  ) async throws(StoreError) -> Answer {
    do { return try await pool.read(body) } catch { throw StoreError(error, while: activity) }
  }
}

extension SQLiteStore {
  private static func openedPool(_ path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.label = "threshold"
    configuration.busyMode = .timeout(5)
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { db in
      // A page that a broken disk changed is found when it is read, not when it has done harm.
      try db.execute(sql: "PRAGMA cell_size_check = ON")
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    // Only now: opening the pool has set NORMAL, which may lose the last commits in a power cut.
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    return pool
  }

  private static func loss(by file: HeadFile.Content, _ db: Database) throws -> Loss? {
    let head = try db.tableExists("head") ? Head.read(db) : nil
    return try Loss.between(file, and: head) { index in try Head.hash(at: index, db) }
  }

  private static func migrate(_ pool: DatabasePool) throws {
    let migrator = Schema.migrator
    guard try !pool.read(migrator.hasBeenSuperseded) else {
      throw StoreError(.refused, "the database was written by a newer version of this program", hint: "install that version again")
    }
    try migrator.migrate(pool)
  }
}
