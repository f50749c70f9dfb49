import Foundation
import NIOCore
import NIOPosix
import Testing
import ThresholdModel

@testable import ThresholdGateway

/// One end of a real loopback connection, in the hands of a test.
final class Peer: Sendable {
  struct Seen: Sendable {
    var bytes = ByteBuffer()
    /// Bytes that were counted; kept only up to a few megabytes.
    var count = 0
    var hasFinished = false
    var isClosed = false
    var wasReset = false
  }

  let channel: any Channel
  let seen: Observed<Seen>

  private init(_ channel: any Channel, _ seen: Observed<Seen>) {
    self.channel = channel
    self.seen = seen
  }

  /// Connects to a loopback port.
  /// - Parameter secure: puts TLS in front, where a test wants it.
  static func connect(
    port: Int, autoRead: Bool = true, secure: @escaping @Sendable (any Channel) throws -> Void = { _ in }
  ) async throws -> Peer {
    let seen = Observed(Seen())
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .channelOption(.autoRead, value: autoRead)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try secure(channel)
          try channel.pipeline.syncOperations.addHandler(Watcher(seen))
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    return Peer(channel, seen)
  }

  func send(_ bytes: some Sequence<UInt8>) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }
  func send(_ text: String) async throws { try await send(text.utf8) }
  func send(_ kind: TunnelFrame.Kind, _ text: String = "") async throws {
    try await channel.writeAndFlush(Frame.encoded(kind, ByteBuffer(string: text)))
  }

  func open(_ server: String = "web-1") async throws {
    try await channel.writeAndFlush(Frame.encoded(.open, .json(TunnelOpening(server: server, clientTime: Moment(Date())))))
  }

  /// Sends FIN.
  func finish() async throws { try await channel.close(mode: .output) }
  func close() async { try? await channel.close().get() }
  func read(_ reads: Bool) async throws { try await channel.setOption(.autoRead, value: reads).get() }

  /// Waits for exactly this text at the end of what has come.
  func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async {
    await seen.wait(sourceLocation: sourceLocation) { String(buffer: $0.bytes).hasSuffix(text) }
  }

  /// The frames so far, once there is one of a kind.
  func frames(until kind: TunnelFrame.Kind, sourceLocation: SourceLocation = #_sourceLocation) async -> [Frame] {
    let seen = await seen.wait(sourceLocation: sourceLocation) { Self.frames(in: $0.bytes).contains { $0.kind == kind } }
    return Self.frames(in: seen.bytes)
  }

  /// The end that the gateway sent.
  func end(sourceLocation: SourceLocation = #_sourceLocation) async throws -> TunnelEnd {
    let frame = try #require(await frames(until: .end, sourceLocation: sourceLocation).last, sourceLocation: sourceLocation)
    return try JSONDecoder().decode(TunnelEnd.self, from: Data(frame.payload.readableBytesView))
  }

  static func frames(in bytes: ByteBuffer) -> [Frame] {
    var (rest, frames) = (bytes, [Frame]())
    while let head = rest.getBytes(at: rest.readerIndex, length: TunnelFrame.headLength), let frame = try? TunnelFrame(head: head),
      rest.readableBytes >= TunnelFrame.headLength + frame.length
    {
      rest.moveReaderIndex(forwardBy: TunnelFrame.headLength)
      guard let payload = rest.readSlice(length: frame.length) else { break }
      frames.append(Frame(kind: frame.kind, payload: payload))
    }
    return frames
  }

  private final class Watcher: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let seen: Observed<Seen>

    init(_ seen: Observed<Seen>) { self.seen = seen }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = unwrapInboundIn(data)
      seen.update { seen in
        seen.count += bytes.readableBytes
        if seen.bytes.readableBytes < 4 << 20 { seen.bytes.writeImmutableBuffer(bytes) }
      }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if event as? ChannelEvent == .inputClosed { seen.update { $0.hasFinished = true } }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      if (error as? IOError)?.errnoCode == ECONNRESET { seen.update { $0.wasReset = true } }
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { seen.update { $0.isClosed = true } }
  }

  /// A listener whose connections are handed to the test.
  final class Listener: Sendable {
    private let server: any Channel
    let accepted: Observed<[Peer]>
    var port: Int { server.localAddress?.port ?? 0 }
    var address: String { "127.0.0.1:\(port)" }

    private init(_ server: any Channel, _ accepted: Observed<[Peer]>) {
      self.server = server
      self.accepted = accepted
    }

    static func listen(autoRead: Bool = true, receiveBuffer: Int? = nil) async throws -> Listener {
      let accepted = Observed<[Peer]>([])
      var bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .childChannelOption(.allowRemoteHalfClosure, value: true)
        .childChannelOption(.autoRead, value: autoRead)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let seen = Observed(Seen())
            try channel.pipeline.syncOperations.addHandler(Watcher(seen))
            accepted.update { $0.append(Peer(channel, seen)) }
          }
        }
      if let receiveBuffer {
        bootstrap = bootstrap.serverChannelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer))
      }
      return Listener(try await bootstrap.bind(host: "127.0.0.1", port: 0).get(), accepted)
    }

    /// The first connection.
    func first(sourceLocation: SourceLocation = #_sourceLocation) async throws -> Peer {
      let peers = await accepted.wait(sourceLocation: sourceLocation) { !$0.isEmpty }
      return try #require(peers.first, sourceLocation: sourceLocation)
    }

    func close() async {
      try? await server.close().get()
      for peer in accepted.value { await peer.close() }
    }
  }
}
