import Foundation
import ThresholdModel

#if canImport(Glibc)
import Glibc
#endif

/// Makes room for the Unix socket in the data directory.
enum AdminSocket {
  /// The longest path that a Unix socket can have (unix(7): 108 bytes with the final zero).
  private static let longestPath = 107

  /// Removes a socket that nobody listens at any more.
  /// - Throws: ``Problem`` of kind `unavailable` when somebody does, or when something else is in the way.
  static func clear(_ path: String) throws(Problem) {
    guard path.utf8.count <= longestPath else {
      throw Problem(
        .unavailable, "the data directory's path is too long for the socket `\(path.escapedForDisplay)`",
        hint: "use a data directory with a path of at most \(longestPath - "/admin.sock".count) bytes")
    }
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return }
    guard facts.st_mode & S_IFMT == S_IFSOCK else {
      throw Problem(.unavailable, "`\(path.escapedForDisplay)` is in the way: it is not a socket", hint: "move it away")
    }
    guard !isAnswered(path) else {
      throw Problem(.unavailable, "another server answers at `\(path.escapedForDisplay)`", hint: "stop it, or use another data directory")
    }
    guard unlink(path) == 0 else {
      throw Problem(.unavailable, "the old socket `\(path.escapedForDisplay)` cannot be removed", cause: String(cString: strerror(errno)))
    }
  }

  /// Lets only the owner and root near the socket.
  static func protect(_ path: String) throws(Problem) {
    guard chmod(path, 0o600) == 0 else {
      throw Problem(.unavailable, "the socket `\(path.escapedForDisplay)` cannot be protected", cause: String(cString: strerror(errno)))
    }
  }

  private static func isAnswered(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { field in
      // `clear` has checked that the path and its final zero fit.
      field.copyBytes(from: path.utf8.prefix(field.count - 1))
    }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }
}
