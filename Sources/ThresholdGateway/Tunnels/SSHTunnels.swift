public import Logging
public import NIOCore
import ThresholdCertificates
import ThresholdModel
public import ThresholdService

/// Serves tunnels to SSH servers: raw connections that negotiated ``Tunnels/sshProtocol``.
///
/// The way of a connection: authenticate the certificate, register and decide (``TunnelStories``), resolve and
/// check the address (``DialPolicy``), dial, wait for `SSH-2.0-`, record the start, carry bytes, report the end.
/// A cut closes the target at once from any of these steps.
public struct SSHTunnels: Sendable {
  private let stories: any TunnelStories
  private let dialer: Dialer
  private let clock: any WallClock
  private let times: TunnelTimes
  private let logger: Logger

  /// - Parameters:
  ///   - policy: where may be dialled.
  ///   - clock: for certificates' validity and for the moments of ends.
  public init(stories: any TunnelStories, policy: DialPolicy, logger: Logger, clock: any WallClock = SystemClock()) {
    self.init(stories: stories, dialer: Dialer(policy: policy), logger: logger, clock: clock)
  }

  init(
    stories: any TunnelStories, dialer: Dialer, logger: Logger, clock: any WallClock = SystemClock(), times: TunnelTimes = TunnelTimes()
  ) {
    self.stories = stories
    self.dialer = dialer
    self.clock = clock
    self.times = times
    self.logger = logger
  }

  /// Serves one connection; returns when both its sides are closed and its end is recorded.
  ///
  /// Cancelling the task cuts the connection with words.
  /// - Parameters:
  ///   - channel: decrypted bytes at the end of its pipeline, nothing behind, active, and reading not begun (`autoRead` off).
  ///   - peerCertificateDER: the client's certificate, verified against the user authorities by the handshake; nil without one.
  ///   - remoteAddress: the client's IP address, for the audit log.
  public func handle(channel: any Channel, peerCertificateDER: [UInt8]?, remoteAddress: String) async {
    let orders = TunnelOrders()
    let link: TunnelLink
    do {
      link = try await channel.eventLoop.submit { try attach(to: channel, orders: orders) }.get()
    } catch {
      // The client was gone before we came.
      logger.debug("tunnel not begun", metadata: ["peer.address": "\(remoteAddress)", "error": "\(error)"])
      channel.close(promise: nil)
      return
    }
    await withTaskCancellationHandler {
      await serve(link, orders: orders, client: Client(certificate: peerCertificateDER, address: remoteAddress))
    } onCancel: {
      link.post(.cut(.stopping))
    }
  }

  private struct Client: Sendable {
    let certificate: [UInt8]?
    let address: String
  }

  private func attach(to channel: any Channel, orders: TunnelOrders) throws -> TunnelLink {
    let pipeline = channel.pipeline.syncOperations
    let door = ResetDoor()
    let tunnel = Tunnel(door: door, orders: orders, times: times, clock: clock, logger: logger)
    try pipeline.addHandler(door, position: .first)
    try pipeline.addHandlers(ByteToMessageHandler(FrameDecoder(), maximumBufferSize: FrameDecoder.mostKept), tunnel)
    try channel.syncOptions?.setOption(.socketOption(.so_keepalive), value: 1)
    tunnel.receive(.attached)
    return TunnelLink(tunnel: NIOLoopBound(tunnel, eventLoop: channel.eventLoop))
  }

  private func serve(_ link: TunnelLink, orders: TunnelOrders, client: Client) async {
    await withDiscardingTaskGroup { group in
      var connection: ConnectionID?
      while let order = await orders.next() {
        switch order {
        case .decide(let opening): connection = await decide(opening, for: client, link)
        // The one step that an end does not wait for.
        case .dial(let address): group.addTask { await dial(address, link) }
        case .abandonDial: group.cancelAll()
        case .start: await start(connection, link)
        case .report(let end, let sent, let received, let moment):
          guard let connection else { continue }
          logger.debug("tunnel ended", metadata: ["connection.id": "\(connection)", "tunnel.end": "\(end.code)"])
          await stories.connectionEnded(connection, sent: sent, received: received, at: moment, because: end)
        }
      }
    }
  }

  private func decide(_ opening: TunnelOpening, for client: Client, _ link: TunnelLink) async -> ConnectionID? {
    do throws(Problem) {
      guard let der = client.certificate else { throw Problem(.unauthenticated, "you are not signed in", hint: "sign in with `tsh login`") }
      let identity = try PeerCertificate(derBytes: der).identity(at: clock.now())
      let person = try stories.authenticate(identity, address: client.address)
      let connection = try await stories.openConnection(opening, by: person, from: client.address) { link.post(.cut($0)) }
      let ground = Tunnel.Ground(hostname: connection.server.spec.hostname) { [stories, id = connection.id] in stories.until(of: id) }
      link.grant(TunnelOpened(connection: connection.id, until: connection.until), address: connection.server.spec.address, ground: ground)
      return connection.id
    } catch {
      log("tunnel refused", error, client: client)
      link.post(.denied(error))
      return nil
    }
  }

  private func dial(_ address: String, _ link: TunnelLink) async {
    do throws(Problem) {
      _ = try await dialer.dial(address, on: link.loop, limit: times.dialling) { channel in try link.adopt(channel) }
    } catch {
      log("target not reached", error)
      link.post(.failed(error))
    }
  }

  private func start(_ connection: ConnectionID?, _ link: TunnelLink) async {
    guard let connection else { return }
    do throws(Problem) {
      try await stories.connectionStarted(connection, target: await link.targetAddress())
      link.post(.started)
    } catch {
      log("tunnel not started", error)
      link.post(.failed(error))
    }
  }

  private func log(_ message: Logger.Message, _ problem: Problem, client: Client? = nil) {
    var metadata: Logger.Metadata = ["problem.kind": "\(problem.kind.rawValue)", "problem.message": "\(problem.message)"]
    if let cause = problem.cause { metadata["problem.cause"] = "\(cause)" }
    if let client { metadata["peer.address"] = "\(client.address)" }
    logger.info(message, metadata: metadata)
  }
}

/// A tunnel as other threads see it: everything hops to its event loop.
struct TunnelLink: Sendable {
  let tunnel: NIOLoopBound<Tunnel>

  var loop: any EventLoop { tunnel.eventLoop }

  /// Never blocks; may be called from any thread, at any time.
  func post(_ event: TunnelEvent) {
    loop.execute { tunnel.value.receive(event) }
  }

  func grant(_ opened: TunnelOpened, address: String, ground: Tunnel.Ground) {
    loop.execute { tunnel.value.grant(opened, address: address, ground: ground) }
  }

  /// On the event loop.
  func adopt(_ channel: any Channel) throws { try tunnel.value.adopt(channel) }

  /// The dialled address with its port; empty when the connection is gone already.
  func targetAddress() async -> String {
    (try? await loop.submit { tunnel.value.targetAddress }.get()) ?? ""
  }
}
