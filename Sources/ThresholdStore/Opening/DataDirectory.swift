import Foundation
import Synchronization
import ThresholdModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder that one server keeps everything in, held by this process alone.
final class DataDirectory: Sendable {
  let path: String
  /// The descriptor that carries the lock, nil once let go; the system lets go of it when the process
  /// ends in any way.
  private let lock: Mutex<Int32?>

  var database: String { path + "/threshold.sqlite" }
  var headFile: String { path + "/head.json" }
  var checkpoints: String { path + "/checkpoints.jsonl" }

  /// Creates the folder where needed and locks it.
  /// - Throws: ``StoreError`` of kind `locked` when another opener holds it, `refused` when others can
  ///   look into it, `io` otherwise.
  init(_ path: String) throws(StoreError) {
    self.path = path
    try Self.prepare(path)
    lock = Mutex(try Self.locked(path))
  }

  deinit { unlock() }

  /// Lets others open the folder.
  func unlock() {
    lock.withLock { file in
      if let file {
        // Said aloud, not left to the closing: a child process that is just being started has the
        // descriptor too, until it runs its own program.
        flock(file, LOCK_UN)
        close(file)
      }
      file = nil
    }
  }

  private static func prepare(_ path: String) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StoreError(
        .io, "the data directory `\(path.escapedForDisplay)` cannot be created", hint: "check the parent folder's owner and mode",
        cause: "\(error)")
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw DurableFile.failure("reading", path) }
    guard status.st_mode & 0o077 != 0 else { return }
    // A folder that is empty or ours is closed; any other may be shared on purpose, so its owner decides.
    let content = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard content.isEmpty || content.contains("threshold.sqlite") else {
      throw StoreError(
        .refused, "others can look into the data directory `\(path.escapedForDisplay)`", hint: "chmod 700 \(path.escapedForDisplay)")
    }
    guard chmod(path, 0o700) == 0 else { throw DurableFile.failure("closing to others", path) }
  }

  private static func locked(_ folder: String) throws(StoreError) -> Int32 {
    let path = folder + "/lock"
    let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw DurableFile.failure("opening", path) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      let failure = DurableFile.failure("locking", path)
      close(file)
      guard isHeld else { throw failure }
      let holder = (try? DurableFile.read(path, longest: 64)).flatMap { $0 }.flatMap { Int32(String(decoding: $0, as: UTF8.self)) }
      let words = holder.map { "process \($0)" } ?? "another process"
      throw StoreError(
        .locked, "\(words) has the data directory `\(folder.escapedForDisplay)` open",
        hint: "stop it, or choose another data directory")
    }
    // The number serves the message above only; the lock itself is the system's.
    let number = Array(String(getpid()).utf8)
    if ftruncate(file, 0) == 0 { _ = write(file, number, number.count) }
    return file
  }

  /// Makes sure that the database file exists and is for its owner alone; SQLite gives its other files
  /// the same mode.
  /// - Throws: ``StoreError`` of kind `io` or `full`.
  func prepareDatabaseFile() throws(StoreError) {
    let file = open(database, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw DurableFile.failure("opening", database) }
    defer { close(file) }
    guard fchmod(file, 0o600) == 0 else { throw DurableFile.failure("protecting", database) }
  }

  /// Whether there is a database with content. One of zero bytes counts as none: SQLite would take it as
  /// new and delete the write-ahead log beside it.
  var hasDatabase: Bool {
    var status = stat()
    return stat(database, &status) == 0 && status.st_size > 0
  }

  /// Checks that the database file has the length that its header promises. SQLite itself takes the
  /// missing rest of a last page as zeros. Only without a write-ahead log: a crash may leave a page half
  /// written that the log still holds whole.
  /// - Throws: ``StoreError`` of kind `damaged`, or `io`.
  func checkLength() throws(StoreError) {
    var status = stat()
    if stat(database + "-wal", &status) == 0, status.st_size > 0 { return }
    guard stat(database, &status) == 0 else { throw DurableFile.failure("reading", database) }
    guard status.st_size > 0 else { return }
    let header = try DurableFile.start(of: database, length: 100)
    func number(_ range: Range<Int>) -> Int { header[range].reduce(0) { $0 << 8 | Int($1) } }
    // Source: SQLite database file format, section 1.3: page size (1 stands for 65,536), size in pages.
    let length = Int(status.st_size)
    let size = header.count == 100 ? number(16..<18) : 0
    let page = size == 1 ? 65_536 : size
    guard page >= 512, length.isMultiple(of: page), length >= number(28..<32) * page else {
      throw StoreError(
        .damaged, "the database file is damaged: it is \(length) bytes long, which is not what its header says", hint: StoreError.restore)
    }
  }
}
