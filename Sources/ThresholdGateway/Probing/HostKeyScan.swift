public import Logging
import NIOCore
import NIOPosix
import ThresholdCertificates
public import ThresholdModel
public import ThresholdService

/// Looks at SSH servers with the stock `ssh-keyscan`: which host keys they prove to hold, and from which of the
/// gateway's addresses they are reached.
public struct HostKeyScan: HostProbe {
  private let dialer: Dialer
  private let gatewayAddresses: [String]
  private let program: KeyScanProgram
  private let logger: Logger

  /// - Parameters:
  ///   - policy: where may be dialled; the same as for tunnels.
  ///   - gatewayAddresses: the gateway's addresses as servers see them, where something between translates them; empty
  ///     takes the local address of the connection to each server.
  public init(policy: DialPolicy, gatewayAddresses: [String] = [], logger: Logger) {
    dialer = Dialer(policy: policy)
    self.gatewayAddresses = gatewayAddresses
    self.logger = logger
    program = KeyScanProgram()
  }

  /// - Throws: ``Problem`` of kind `accessDenied` for an address that the policy refuses, `unavailable` when nothing
  ///   answers, when what answers is no SSH server, or when it shows no host key that counts.
  public func probe(address: String) async throws(Problem) -> ProbedHost {
    do throws(Problem) {
      let seen = try await greet(address)
      let output = try await program.scan(seen.host, port: seen.port)
      let keys = Self.keys(in: output)
      guard !keys.isEmpty else {
        throw Problem(
          .unavailable, "`\(address.escapedForDisplay)` showed no Ed25519, ECDSA or RSA host key",
          hint: "check the HostKey lines of its sshd_config")
      }
      return ProbedHost(hostKeys: keys, gatewayAddresses: gatewayAddresses.isEmpty ? [seen.local] : gatewayAddresses)
    } catch {
      logger.info(
        "server not probed",
        metadata: ["problem.message": "\(error.message)", "problem.cause": "\(error.cause ?? "none")"])
      throw error
    }
  }

  private struct Seen: Sendable {
    let host: String
    let port: Int
    let local: String
  }

  /// Connects as a tunnel would and waits for the first line.
  private func greet(_ address: String) async throws(Problem) -> Seen {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let greeted = loop.makePromise(of: Greeting.Verdict.self)
    let channel: any Channel
    do throws(Problem) {
      channel = try await dialer.dial(address, on: loop) { channel in
        try channel.pipeline.syncOperations.addHandler(GreetingReader(greeted: greeted))
        try channel.syncOptions?.setOption(.autoRead, value: true)
      }
    } catch {
      greeted.succeed(.refused)
      throw error
    }
    // Closing the channel also ends the wait when the time is up.
    let deadline = loop.scheduleTask(in: .nanoseconds(Dialer.timeLimit.nanoseconds)) { channel.reset() }
    let verdict = (try? await greeted.futureResult.get()) ?? .refused
    deadline.cancel()
    let (local, remote) = (channel.localAddress?.ipAddress, channel.remoteAddress)
    channel.close(promise: nil)
    guard verdict == .speaksSSH, let local, let host = remote?.ipAddress, let port = remote?.port else {
      throw Problem(
        .unavailable, "`\(address.escapedForDisplay)` does not answer as an SSH server", hint: "give the address and port of its sshd")
    }
    return Seen(host: host, port: port, local: local)
  }

  /// The keys in the lines of `ssh-keyscan`: `HOST ALGORITHM KEY`, comments between them. Lines that hold no key that
  /// counts are passed over.
  static func keys(in output: String) -> [SSHPublicKey] {
    var keys: [SSHPublicKey] = []
    for line in output.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2, let key = try? SSHPublicKey(line: String(words[1])), !keys.contains(key) else { continue }
      keys.append(key)
    }
    return keys
  }
}

/// Reads a target's first line.
private final class GreetingReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var greeting = Greeting()
  private let greeted: EventLoopPromise<Greeting.Verdict>

  init(greeted: EventLoopPromise<Greeting.Verdict>) { self.greeted = greeted }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let verdict = greeting.add(unwrapInboundIn(data))
    guard verdict != .incomplete else { return }
    // Nothing after the line matters.
    try? context.channel.syncOptions?.setOption(.autoRead, value: false)
    greeted.succeed(verdict)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event as? ChannelEvent == .inputClosed { greeted.succeed(.refused) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    greeted.succeed(.refused)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
