import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing
import ThresholdModel

@testable import ThresholdGateway

/// A listener with tunnels behind it, as the server's port hands connections over, without TLS.
final class Gateway: Sendable {
  /// How many connections were served to their end.
  let served = Observed(0)
  private let server = Mutex<(any Channel)?>(nil)
  private let tasks = Mutex<[Task<Void, Never>]>([])

  var port: Int { server.withLock { $0?.localAddress?.port } ?? 0 }

  static func serving(
    _ stories: any TunnelStories, certificate: [UInt8]?, names: NameLookup = NameLookup(), times: TunnelTimes = TunnelTimes()
  ) async throws -> Gateway {
    let gateway = Gateway()
    let dialer = Dialer(policy: DialPolicy(ownListeners: [], allowsLoopback: true), names: names)
    let tunnels = SSHTunnels(
      stories: stories, dialer: dialer, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, times: times)
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            Arrival { channel in
              let task = Task {
                await tunnels.handle(channel: channel, peerCertificateDER: certificate, remoteAddress: "192.0.2.7")
                gateway.served.update { $0 += 1 }
              }
              gateway.tasks.withLock { $0.append(task) }
            })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    gateway.server.withLock { $0 = server }
    return gateway
  }

  /// Connections are handed over once they are active, as the server's port does.
  private final class Arrival: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let hasArrived: @Sendable (any Channel) -> Void

    init(_ hasArrived: @escaping @Sendable (any Channel) -> Void) { self.hasArrived = hasArrived }

    func channelActive(context: ChannelHandlerContext) {
      hasArrived(context.channel)
      context.fireChannelActive()
    }
  }

  /// Cancels whatever is being served.
  func cancel() { for task in tasks.withLock({ $0 }) { task.cancel() } }

  func close() async {
    let server = server.withLock { $0 }
    try? await server?.close().get()
    cancel()
    for task in tasks.withLock({ $0 }) { await task.value }
  }
}

/// A story with real sockets: client, gateway, target; taken down at the end.
struct Scene {
  let stories: ScriptedStories
  let target: Peer.Listener
  let gateway: Gateway
  let client: Peer

  static func play(
    address: String? = nil, refusal: Problem? = nil, startRefusal: Problem? = nil, certificate: [UInt8]?? = .none,
    names: NameLookup = NameLookup(),
    times: TunnelTimes = TunnelTimes(), clientReads: Bool = true, targetReads: Bool = true, prepare: (ScriptedStories) -> Void = { _ in },
    _ story: (Scene) async throws -> Void
  ) async throws {
    let target = try await Peer.Listener.listen(autoRead: targetReads)
    let stories = ScriptedStories(address: address ?? target.address, refusal: refusal, startRefusal: startRefusal)
    prepare(stories)
    let shown: [UInt8]? = if let certificate { certificate } else { try Certificates.valid() }
    let gateway = try await Gateway.serving(stories, certificate: shown, names: names, times: times)
    let client = try await Peer.connect(port: gateway.port, autoRead: clientReads)
    let scene = Scene(stories: stories, target: target, gateway: gateway, client: client)
    let result: Result<Void, any Error>
    do { result = .success(try await story(scene)) } catch { result = .failure(error) }
    // Whoever still waits in the script is let go.
    stories.state.update { ($0.mayOpen, $0.mayStart) = (true, true) }
    await client.close()
    await gateway.close()
    await target.close()
    try result.get()
  }

  /// Opens the tunnel up to the point at which bytes pass.
  func carry() async throws -> Peer {
    try await client.open()
    let server = try await target.first()
    try await server.send("SSH-2.0-Test_1.0\r\n")
    _ = await client.frames(until: .data)
    return server
  }

  /// Waits until the gateway is done with the client.
  func isServed() async { await gateway.served.wait { $0 == 1 } }
}
