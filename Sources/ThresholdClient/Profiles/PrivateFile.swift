import Foundation
import ThresholdModel

/// Files that only their owner may read: mode 0600 in folders of mode 0700, replaced as a whole.
enum PrivateFile {
  /// Writes a file beside its place and renames it, so that a reader finds the old content or the new one.
  static func write(_ text: String, to path: String) throws(Problem) {
    let temporary = "\(path).\(UUID().uuidString.prefix(8)).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("write", path) }
    var written = fill(descriptor, with: Array(text.utf8)) && fsync(descriptor) == 0
    written = close(descriptor) == 0 && written
    guard written, rename(temporary, path) == 0 else {
      let problem = failure("write", path)
      unlink(temporary)
      throw problem
    }
  }

  /// A file's text; nil when there is none.
  /// - Parameter secret: refuses a file that others may read.
  static func read(_ path: String, secret: Bool = false) throws(Problem) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure("read", path)
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? NSNumber
    guard !secret || mode.map({ $0.intValue & 0o077 == 0 }) == true else {
      throw Problem(
        .accessDenied, "others may read the private key `\(path.escapedForDisplay)`",
        hint: "chmod 600 \(path.escapedForDisplay), and sign in again")
    }
    let data: Data
    do { data = try file.read(upToCount: largest + 1) ?? Data() } catch {
      throw Problem(.unavailable, "can't read `\(path.escapedForDisplay)`", cause: "\(error)")
    }
    guard data.count <= largest else {
      throw Problem(.limitExceeded, "`\(path.escapedForDisplay)` is larger than \(largest) bytes")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static let largest = 1024 * 1024

  /// Makes a folder and those above it that are missing.
  static func makeFolder(_ path: String) throws(Problem) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, path.count > 1 else { throw failure("make", path) }
    try makeFolder((path as NSString).deletingLastPathComponent)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make", path) }
  }

  /// Removes a file; one that is not there is as good as removed.
  static func remove(_ path: String) throws(Problem) {
    guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else { throw failure("remove", path) }
  }

  private static func fill(_ descriptor: Int32, with bytes: [UInt8]) -> Bool {
    var rest = ArraySlice(bytes)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func failure(_ verb: String, _ path: String) -> Problem {
    let reason = String(cString: strerror(errno))
    return Problem(
      .unavailable, "can't \(verb) `\(path.escapedForDisplay)`: \(reason.lowercased())", hint: "TELEPORT_HOME names another profile folder")
  }
}
