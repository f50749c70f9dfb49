import Foundation
import ThresholdModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Small files that must survive a crash whole: written beside, synced, moved into place.
enum DurableFile {
  /// Replaces the file in one step; a reader sees the old content or the new, never a part.
  /// The file's mode becomes 0600.
  /// - Throws: ``StoreError`` of kind `io` or `full`.
  static func replace(_ path: String, with content: Data) throws(StoreError) {
    let draft = path + ".new"
    try write(content, to: draft, flags: O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC)
    guard rename(draft, path) == 0 else { throw failure("moving", draft) }
  }

  /// Creates the file with its content in one step.
  /// - Returns: false when the file existed already; it is left as it is.
  /// - Throws: ``StoreError`` of kind `io` or `full`.
  static func create(_ path: String, with content: Data) throws(StoreError) -> Bool {
    // Not O_EXCL on the path itself: a crash before the sync would leave an empty file for ever.
    let draft = "\(path).\(getpid())-\(UInt64.random(in: 0 ... .max)).new"
    try write(content, to: draft, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)
    defer { unlink(draft) }
    if link(draft, path) == 0 {
      try syncFolder(of: path)
      return true
    }
    guard errno == EEXIST else { throw failure("creating", path) }
    return false
  }

  /// Appends to a file and syncs it before returning; creates it with mode 0600. What stands after the
  /// file's last line end is dropped first: a line that a crash cut short was never acknowledged.
  /// - Throws: ``StoreError`` of kind `io` or `full`.
  static func append(_ line: Data, to path: String, keeping whole: Int64) throws(StoreError) {
    let isNew = access(path, F_OK) != 0
    let file = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure("opening", path) }
    defer { close(file) }
    guard ftruncate(file, off_t(whole)) == 0, lseek(file, 0, SEEK_END) == off_t(whole) else { throw failure("writing", path) }
    try fill(file, with: line, path)
    guard fsync(file) == 0 else { throw failure("syncing", path) }
    if isNew { try syncFolder(of: path) }
  }

  /// Reads a small file whole.
  /// - Parameter checking: sees the mode of the opened file before anything is read from it.
  /// - Returns: nil when it does not exist.
  /// - Throws: ``StoreError`` of kind `io`, or `damaged` when the file is longer than `longest` bytes.
  static func read(
    _ path: String, longest: Int, checking: (mode_t) throws(StoreError) -> Void = { _ throws(StoreError) in }
  ) throws(StoreError) -> Data? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw failure("opening", path)
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw failure("reading", path) }
    try checking(status.st_mode & 0o777)
    var content = Data()
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = chunk.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
      if count == 0 { return content }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw failure("reading", path)
      }
      content.append(contentsOf: chunk[..<count])
      guard content.count <= longest else {
        throw StoreError(.damaged, "`\(path.escapedForDisplay)` is longer than \(longest) bytes, so it is not what it should be")
      }
    }
  }

  /// The first bytes of a file, fewer when it is shorter.
  /// - Throws: ``StoreError`` of kind `io`.
  static func start(of path: String, length: Int) throws(StoreError) -> Data {
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      return try file.read(upToCount: length) ?? Data()
    } catch {
      throw StoreError(.io, "reading `\(path.escapedForDisplay)` failed", cause: "\(error)")
    }
  }

  private static func write(_ content: Data, to path: String, flags: Int32) throws(StoreError) {
    let file = open(path, flags, 0o600)
    guard file >= 0 else { throw failure("creating", path) }
    defer { close(file) }
    guard fchmod(file, 0o600) == 0 else { throw failure("protecting", path) }
    try fill(file, with: content, path)
    guard fsync(file) == 0 else { throw failure("syncing", path) }
  }

  private static func fill(_ file: Int32, with content: Data, _ path: String) throws(StoreError) {
    var rest = content[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
      guard count > 0 else {
        if count < 0, errno == EINTR { continue }
        throw failure("writing", path)
      }
      rest = rest.dropFirst(count)
    }
  }

  private static func syncFolder(of path: String) throws(StoreError) {
    let folder = (path as NSString).deletingLastPathComponent
    let file = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw failure("opening", folder) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure("syncing", folder) }
  }

  /// The error of the last system call, in words.
  static func failure(_ verb: String, _ path: String) -> StoreError {
    let code = errno
    let reason = String(cString: strerror(code))
    return StoreError(
      code == ENOSPC || code == EDQUOT ? .full : .io, "\(verb) `\(path.escapedForDisplay)` failed: \(reason.lowercased())",
      hint: "check the disk, and the owner and mode of the folder", cause: "errno \(code)")
  }
}

// The system's calls under other names: inside the type, `read` and `write` mean its own functions.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int { read(file, buffer, count) }
private func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int { write(file, buffer, count) }
