import Logging
import NIOCore
import ThresholdModel
import ThresholdService

/// The client's end of a tunnel: feeds what happens on both sockets to the state machine and does what it
/// says. Lives on the client's event loop; the target's channel lives there too.
final class Tunnel: ChannelInboundHandler {
  typealias InboundIn = Frame
  typealias OutboundOut = ByteBuffer

  private var machine = TunnelProtocol()
  private let door: ResetDoor
  private let orders: TunnelOrders
  private let times: TunnelTimes
  private let clock: any WallClock
  private let logger: Logger

  private var context: ChannelHandlerContext?
  private var target: (any Channel)?
  private var targetClosedAt: Moment?
  /// Done when FIN is behind everything that was forwarded.
  private var targetFinish: EventLoopFuture<Void>?
  /// Done when the last words have left.
  private var lastWords: EventLoopFuture<Void>?
  private var timers: [TunnelDeadline: Scheduled<Void>] = [:]
  private var warning: Scheduled<Void>?
  private var ground: Ground?

  /// Events that arrived while another was being handled: what an action causes comes after it.
  private var inbox: [TunnelEvent] = []
  private var isWorking = false
  private var isReadingClient = false
  private var clientNeedsFlush = false
  private var targetNeedsFlush = false

  /// What the tunnel stands on, once it is permitted.
  struct Ground: Sendable {
    let hostname: String
    let until: @Sendable () -> Moment?
  }

  init(door: ResetDoor, orders: TunnelOrders, times: TunnelTimes, clock: any WallClock, logger: Logger) {
    self.door = door
    self.orders = orders
    self.times = times
    self.clock = clock
    self.logger = logger
  }

  // MARK: What happens

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    // Also when it was closed before we came, which no handler is told any more.
    context.channel.closeFuture.assumeIsolated().whenComplete { _ in self.receive(.clientClosed) }
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    isReadingClient = true
    receive(.frame(unwrapInboundIn(data)))
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReadingClient = false
    flush()
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    receive(.clientWritable(context.channel.isWritable))
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // The protocol has a frame for "no more from me"; a bare end of the stream means that the client is gone.
    if event as? ChannelEvent == .inputClosed { context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case let problem as Problem: receive(.garbage(problem))
    case is ByteToMessageDecoderError, is ByteToMessageDecoderError.PayloadTooLargeError:
      receive(.garbage(Problem(.badParameter, "the tunnel sent something that is no frame", cause: "\(error)")))
    default:
      logger.debug("tunnel failed", metadata: ["error": "\(error)"])
      door.reset()
    }
  }

  /// Takes over the connection to the target, before anything was read from it.
  func adopt(_ channel: any Channel) throws {
    try channel.pipeline.syncOperations.addHandler(TargetHandler(tunnel: self))
    target = channel
    channel.closeFuture.assumeIsolated().whenComplete { _ in
      self.targetClosedAt = self.clock.now()
      self.target = nil
      self.receive(.targetClosed)
    }
    receive(.dialled)
  }

  /// The target's IP address and port; empty without a connection to it.
  var targetAddress: String {
    guard let remote = target?.remoteAddress, let host = remote.ipAddress, let port = remote.port else { return "" }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  /// The connection is permitted.
  func grant(_ opened: TunnelOpened, address: String, ground: Ground) {
    self.ground = ground
    receive(.granted(opened, address: address))
  }

  func receive(_ event: TunnelEvent) {
    inbox.append(event)
    guard !isWorking else { return }
    isWorking = true
    while !inbox.isEmpty {
      for action in machine.handle(inbox.removeFirst()) { perform(action) }
    }
    isWorking = false
    // Many small frames of one read leave in one write.
    if !isReadingClient { flush() }
  }

  // MARK: What is done

  private func perform(_ action: TunnelAction) {
    switch action {
    case .decide(let opening): orders.give(.decide(opening))
    case .dial(let address): orders.give(.dial(address: address))
    case .abandonDial: orders.give(.abandonDial)
    case .start: orders.give(.start)
    case .report(let end, let sent, let received): orders.give(.report(end, sent: sent, received: received, at: targetClosedAt))
    case .warnBeforeEnd: beginWarnings()
    case .reply(let kind, let payload): reply(kind, payload)
    case .forward(let bytes):
      target?.write(bytes, promise: nil)
      targetNeedsFlush = true
    case .finishTarget: finishTarget()
    case .readClient(let reads): context?.channel.setAutoRead(reads)
    case .readTarget(let reads): target?.setAutoRead(reads)
    case .closeTarget(.reset): target?.reset()
    case .closeTarget(.afterFlush): closeTargetAfterFlush()
    case .closeClient(.reset): door.reset()
    case .closeClient(.afterFlush): closeClientAfterFlush()
    case .arm(let deadline): arm(deadline)
    case .disarm(let deadline): timers.removeValue(forKey: deadline)?.cancel()
    case .leave:
      warning?.cancel()
      orders.finish()
    }
  }

  private func flush() {
    if clientNeedsFlush { context?.flush() }
    if targetNeedsFlush { target?.flush() }
    (clientNeedsFlush, targetNeedsFlush) = (false, false)
  }

  private func reply(_ kind: TunnelFrame.Kind, _ payload: ByteBuffer) {
    guard let context else { return }
    let promise = kind == .end ? context.eventLoop.makePromise(of: Void.self) : nil
    if let promise { lastWords = promise.futureResult }
    context.write(wrapOutboundOut(Frame.encoded(kind, payload)), promise: promise)
    clientNeedsFlush = true
  }

  private func finishTarget() {
    guard let target else { return }
    target.flush()
    let promise = target.eventLoop.makePromise(of: Void.self)
    targetFinish = promise.futureResult
    target.close(mode: .output, promise: promise)
  }

  private func closeTargetAfterFlush() {
    guard let target else { return }
    target.flush()
    let flushed = targetFinish ?? target.writeAndFlush(ByteBuffer())
    flushed.assumeIsolated().whenComplete { _ in target.close(promise: nil) }
  }

  private func closeClientAfterFlush() {
    guard let context else { return }
    let channel = context.channel
    context.flush()
    (lastWords ?? channel.eventLoop.makeSucceededVoidFuture()).assumeIsolated().whenComplete { _ in channel.close(promise: nil) }
  }

  private func arm(_ deadline: TunnelDeadline) {
    guard let context else { return }
    timers[deadline] = context.eventLoop.assumeIsolated().scheduleTask(in: times[deadline]) { self.receive(.expired(deadline)) }
  }

  // MARK: Warnings before the end

  private func beginWarnings() {
    guard let until = ground?.until() else { return }
    warn(EndWarnings(remaining: until - clock.now()))
  }

  private func warn(_ warnings: EndWarnings) {
    guard machine.phase == .carrying, let context, let ground, let until = ground.until() else { return }
    let remaining = until - clock.now()
    var warnings = warnings
    let (warns, again) = warnings.look(remaining: remaining)
    if warns { receive(.notice(EndWarnings.words(about: ground.hostname, remaining: remaining, until: until))) }
    let next = warnings
    warning = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(again.milliseconds)) { self.warn(next) }
  }
}

extension Channel {
  /// Turns reading on or off; on the channel's event loop.
  fileprivate func setAutoRead(_ reads: Bool) {
    // A channel that is closed has nothing to read; whoever needs to know that hears of the close.
    try? syncOptions?.setOption(.autoRead, value: reads)
    // The option asks the socket alone; whoever holds bytes back further up must hear of the first read too.
    if reads { read() }
    // Turning it on asks the socket, past the pipeline: what a handler has kept back comes only when it is asked too.
    if reads { read() }
  }
}
