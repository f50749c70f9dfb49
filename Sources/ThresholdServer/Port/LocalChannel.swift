import Foundation
import HummingbirdCore
import Logging
import NIOCore

#if canImport(Glibc)
import Glibc
#endif

/// The Unix socket in the data directory: HTTP/1.1 for the operating-system users who may arrange
/// everything, which are root and the user who runs the server. The kernel says who they are.
struct LocalChannel: ServerChildChannel {
  struct Value: ServerChildChannelValue {
    let channel: any Channel
    let connection: HTTP1Channel.Value
    let osUser: String?
  }

  private let http1: HTTP1Channel

  init(times: PortTimes, responder: @escaping HTTPChannelHandler.Responder) {
    http1 = HTTP1Channel(
      responder: responder,
      configuration: HTTP1Channel.Configuration(idleTimeout: TimeAmount(times.idle), httpDecoderConfiguration: .bounded))
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    PeerCredentials.user(of: channel).flatMap { user in
      let admitted = user.flatMap { $0 == 0 || $0 == geteuid() ? OSUser.name(of: $0) : nil }
      if admitted == nil {
        logger.warning("local connection refused", metadata: ["peer.uid": "\(user.map(String.init) ?? "unknown")"])
      }
      return http1.setup(channel: channel, logger: logger).map { Value(channel: channel, connection: $0, osUser: admitted) }
    }
  }

  func handle(value: Value, logger: Logger) async {
    guard let osUser = value.osUser else {
      value.channel.close(promise: nil)
      // The wrapped channel must be drained to its end, or it would complain when it is let go.
      try? await value.connection.executeThenClose { _, _ in }
      return
    }
    await Peer.$current.withValue(.local(osUser: osUser)) {
      await http1.handle(value: value.connection, logger: logger)
    }
  }
}

/// What the kernel says about the process at the other end of a Unix socket (unix(7), SO_PEERCRED).
enum PeerCredentials {
  /// The kernel's `struct ucred`, which the C library's module does not show: three 32-bit numbers.
  private struct Credentials {
    var process: pid_t
    var user: uid_t
    var group: gid_t
  }

  /// The effective user id at the time of connecting; nil when the kernel does not say.
  static func user(of channel: any Channel) -> EventLoopFuture<uid_t?> {
    guard let provider = channel as? any SocketOptionProvider else { return channel.eventLoop.makeSucceededFuture(nil) }
    let credentials: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
      level: .init(rawValue: SOL_SOCKET), name: .init(rawValue: SO_PEERCRED))
    return credentials.map { Optional($0.user) }.flatMapErrorThrowing { _ in nil }
  }
}

/// Users of the operating system.
enum OSUser {
  /// The user's name, or `uid:N` for one that has none.
  static func name(of uid: uid_t) -> String {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16 * 1024)
    let status = getpwuid_r(uid, &entry, &buffer, buffer.count, &found)
    guard status == 0, found != nil, let name = entry.pw_name else { return "uid:\(uid)" }
    return String(cString: name)
  }
}
