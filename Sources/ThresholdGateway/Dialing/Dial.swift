import Foundation
import NIOCore
import NIOPosix
import Synchronization
import ThresholdModel

/// Connects to targets: resolve, decide, then connect to exactly the addresses that were decided about.
///
/// The whole takes at most ``timeLimit``. Cancelling the task closes a connection attempt at once.
struct Dialer: Sendable {
  static let timeLimit = Duration.seconds(10)

  let policy: DialPolicy
  let names: NameLookup

  init(policy: DialPolicy, names: NameLookup = NameLookup()) {
    self.policy = policy
    self.names = names
  }

  /// Connects to a target over TCP.
  ///
  /// The channel comes with `autoRead` off and half-closure allowed (RFC 9293, section 3.6).
  /// - Parameters:
  ///   - address: `host:port`.
  ///   - adopt: takes the channel over, on its event loop, before anything can have been read from it;
  ///     when it throws, the channel is closed.
  /// - Throws: ``Problem`` of kind `accessDenied` from the policy, `unavailable` when nothing answers.
  func dial(
    _ address: String, on loop: any EventLoop, limit: Duration = Dialer.timeLimit, adopt: @escaping @Sendable (any Channel) throws -> Void
  ) async throws(Problem) -> any Channel {
    let target = try TargetAddress(text: address)
    return try await within(limit, orThrow: .noAnswer(from: address, within: limit)) { () async throws(Problem) in
      let resolved = try await names.addresses(of: target.host)
      let routes = try policy.routes(
        to: address, resolved: resolved, port: target.port, machineAddresses: try MachineAddresses.all())
      var failure = Problem.noAnswer(from: address, within: limit)
      for route in routes {
        guard !Task.isCancelled else { break }
        // One address that swallows packets must not use up the time of the others.
        let attempt = ConnectionAttempt(route: route, timeLimit: .nanoseconds(limit.nanoseconds / Int64(routes.count)))
        do {
          return try await attempt.connect(on: loop, adopt: adopt)
        } catch {
          failure = .connecting(to: address, failed: error, limit: limit)
        }
      }
      throw failure
    }
  }
}

/// The addresses of this machine's interfaces.
enum MachineAddresses {
  /// - Throws: ``Problem`` of kind `unavailable`: without them the gateway cannot tell its own listeners from others.
  static func all() throws(Problem) -> Set<IPAddress> {
    do {
      return Set(try System.enumerateDevices().compactMap { $0.address.flatMap { IPAddress($0) } })
    } catch {
      throw Problem(.unavailable, "the gateway cannot read its own addresses", cause: "\(error)")
    }
  }
}

/// One try to connect to one address, which can be given up from any thread.
private final class ConnectionAttempt: Sendable {
  private struct State {
    var channel: (any Channel)?
    var isCancelled = false
  }

  private let state = Mutex(State())
  private let route: DialPolicy.Route
  private let timeLimit: TimeAmount

  init(route: DialPolicy.Route, timeLimit: TimeAmount) {
    self.route = route
    self.timeLimit = timeLimit
  }

  func connect(on loop: any EventLoop, adopt: @escaping @Sendable (any Channel) throws -> Void) async throws -> any Channel {
    let remote = try route.address.socketAddress(port: route.port)
    var bootstrap = ClientBootstrap(group: loop)
      .channelOption(.autoRead, value: false)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .connectTimeout(timeLimit)
      .channelInitializer { [self] channel in channel.eventLoop.makeCompletedFuture { try register(channel) } }
    if let source = route.source { bootstrap = bootstrap.bind(to: try source.socketAddress(port: 0)) }
    let connected = bootstrap.connect(to: remote).flatMapThrowing { [self] channel in
      // A connection that was given up in this very moment must not reach anybody.
      do {
        try register(channel)
        try adopt(channel)
      } catch {
        channel.reset()
        throw error
      }
      return channel
    }
    return try await withTaskCancellationHandler {
      try await connected.get()
    } onCancel: {
      cancel()
    }
  }

  private func register(_ channel: any Channel) throws {
    try state.withLock { state in
      guard !state.isCancelled else { throw CancellationError() }
      state.channel = channel
    }
  }

  private func cancel() {
    let channel = state.withLock { state in
      state.isCancelled = true
      return state.channel
    }
    channel?.reset()
  }
}

extension Duration {
  /// The whole length in nanoseconds; for the limits here, which are far from an overflow.
  var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}

extension Problem {
  static func noAnswer(from address: String, within limit: Duration) -> Problem {
    Problem(
      .unavailable, "`\(address.escapedForDisplay)` did not answer within \(limit.components.seconds) seconds",
      hint: "check that the server is up and that the gateway can reach its address")
  }

  fileprivate static func connecting(to address: String, failed error: any Error, limit: Duration) -> Problem {
    let shown = address.escapedForDisplay
    let code =
      (error as? IOError)?.errnoCode
      ?? (error as? NIOConnectionError)?.connectionErrors.compactMap { ($0.error as? IOError)?.errnoCode }.first
    switch code {
    case ECONNREFUSED:
      return Problem(.unavailable, "`\(shown)` refused the connection", hint: "check that sshd listens there", cause: "\(error)")
    case EHOSTUNREACH, ENETUNREACH:
      return Problem(
        .unavailable, "there is no way from the gateway to `\(shown)`", hint: "check the address and the routes", cause: "\(error)")
    case .some: return Problem(.unavailable, "`\(shown)` cannot be reached", cause: "\(error)")
    case nil:
      let silent = noAnswer(from: address, within: limit)
      return Problem(silent.kind, silent.message, hint: silent.hint, cause: "\(error)")
    }
  }
}
