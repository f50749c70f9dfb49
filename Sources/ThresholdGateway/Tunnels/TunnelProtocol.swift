import Foundation
import NIOCore
import ThresholdModel

/// What a tunnel does about everything that happens to it. Owns no socket and no timer: takes events,
/// returns actions.
///
/// The way of a tunnel: opening → deciding → dialling → greeting → starting → carrying → over.
/// INVARIANT: before `carrying` nothing passes in either direction.
/// INVARIANT: every `granted` is answered by exactly one `report`, after the target is closed.
/// INVARIANT: what is kept is bounded by ``mostHeld`` in each direction.
struct TunnelProtocol: Sendable {
  enum Phase: Hashable, Sendable { case opening, deciding, dialling, greeting, starting, carrying, over }

  /// The most that either side may send before the tunnel carries, in bytes.
  static let mostHeld = 256 * 1024
  /// The largest `open` frame, in bytes.
  static let largestOpening = 4096

  /// What became of the connection in the service's registry.
  private enum Registration { case none, asked, granted, reported }

  private(set) var phase = Phase.opening
  private var registration = Registration.none
  private var opened: TunnelOpened?
  private var ending: TunnelEnd?
  private var hasTarget = false
  private var clientIsClosed = false
  private var clientHasFinished = false
  private var targetHasFinished = false
  private var hasLeft = false

  /// What the client sent too early.
  private var held = ByteBuffer()
  private var greeting = Greeting()

  private var clientIsWritable = true
  private var targetIsWritable = true
  private var readsClient = false
  private var readsTarget = false
  private var armed: Set<TunnelDeadline> = []

  /// Bytes from the client to the target, and back.
  private(set) var sent: Int64 = 0
  private(set) var received: Int64 = 0

  mutating func handle(_ event: TunnelEvent) -> [TunnelAction] {
    var actions = phase == .over ? handleWhenOver(event) : handleWhenOpen(event)
    actions += balance()
    actions += settle()
    return actions
  }

  private mutating func handleWhenOpen(_ event: TunnelEvent) -> [TunnelAction] {
    switch event {
    case .attached: return arm(.opening)
    case .frame(let frame): return take(frame)
    case .garbage(let problem): return end(TunnelEnd(problem))
    case .clientClosed:
      clientIsClosed = true
      return end(.clientClosed, target: .afterFlush)
    case .clientWritable(let isWritable):
      clientIsWritable = isWritable
      return []
    case .granted(let opened, let address): return dial(opened, address: address)
    case .denied(let problem):
      registration = .none
      return end(TunnelEnd(problem))
    case .dialled: return awaitGreeting()
    case .started: return carry()
    case .failed(let problem): return end(TunnelEnd(problem))
    case .targetBytes(let bytes): return takeFromTarget(bytes)
    case .targetFinished: return finishFromTarget()
    case .targetClosed: return targetIsGone()
    case .targetWritable(let isWritable):
      targetIsWritable = isWritable
      return []
    case .notice(let text): return phase == .carrying ? [.reply(.notice, ByteBuffer(string: text))] : []
    case .cut(let end): return self.end(end)
    case .expired(let deadline): return expire(deadline)
    }
  }

  /// After the end only the loose ends count: sockets that close, and a decision still on its way.
  private mutating func handleWhenOver(_ event: TunnelEvent) -> [TunnelAction] {
    switch event {
    case .clientClosed: clientIsClosed = true
    case .targetClosed: hasTarget = false
    case .granted(let opened, _):
      registration = .granted
      self.opened = opened
    case .denied: registration = .none
    case .dialled:
      hasTarget = true
      return [.closeTarget(.reset)]
    case .cut: return hasTarget ? [.closeTarget(.reset)] : []
    case .expired(.closing):
      armed.remove(.closing)
      return (hasTarget ? [.closeTarget(.reset)] : []) + (clientIsClosed ? [] : [.closeClient(.reset)])
    case .attached, .frame, .garbage, .clientWritable, .started, .failed, .targetBytes, .targetFinished, .targetWritable, .notice, .expired:
      break
    }
    return []
  }
}

// MARK: - The client's side

extension TunnelProtocol {
  private mutating func take(_ frame: Frame) -> [TunnelAction] {
    switch (phase, frame.kind) {
    case (.opening, .open): return open(frame.payload)
    case (.opening, _): return end(.misused("the tunnel must begin with its opening"))
    case (_, .open), (_, .opened), (_, .notice), (_, .end): return end(.misused("the tunnel sent a frame out of turn"))
    case (_, .data), (_, .finished):
      guard !clientHasFinished else { return end(.misused("the tunnel sent something after its last frame")) }
      return frame.kind == .data ? takeFromClient(frame.payload) : finishFromClient()
    }
  }

  private mutating func open(_ payload: ByteBuffer) -> [TunnelAction] {
    guard payload.readableBytes <= Self.largestOpening,
      let opening = try? JSONDecoder().decode(TunnelOpening.self, from: Data(payload.readableBytesView))
    else { return end(.misused("the tunnel's opening cannot be read")) }
    phase = .deciding
    registration = .asked
    return disarm(.opening) + [.decide(opening)]
  }

  private mutating func takeFromClient(_ bytes: ByteBuffer) -> [TunnelAction] {
    guard bytes.readableBytes > 0 else { return [] }
    guard phase == .carrying else {
      guard held.readableBytes + bytes.readableBytes <= Self.mostHeld else {
        return end(
          TunnelEnd(
            Problem(.limitExceeded, "the tunnel sent more than \(Self.mostHeld) bytes before it was open", hint: "wait for `opened`")))
      }
      held.writeImmutableBuffer(bytes)
      return []
    }
    sent += Int64(bytes.readableBytes)
    return [.forward(bytes)]
  }

  private mutating func finishFromClient() -> [TunnelAction] {
    clientHasFinished = true
    guard phase == .carrying else { return [] }
    return targetHasFinished ? end(.closed, target: .afterFlush) : [.finishTarget]
  }
}

// MARK: - The target's side

extension TunnelProtocol {
  private mutating func dial(_ opened: TunnelOpened, address: String) -> [TunnelAction] {
    guard phase == .deciding else { return [] }
    registration = .granted
    self.opened = opened
    phase = .dialling
    return [.dial(address: address)]
  }

  private mutating func awaitGreeting() -> [TunnelAction] {
    guard phase == .dialling else { return [] }
    hasTarget = true
    phase = .greeting
    return arm(.greeting)
  }

  private mutating func takeFromTarget(_ bytes: ByteBuffer) -> [TunnelAction] {
    switch phase {
    case .greeting:
      switch greeting.add(bytes) {
      case .incomplete: return []
      case .refused: return end(.notSSH)
      case .speaksSSH:
        phase = .starting
        return disarm(.greeting) + [.start]
      }
    case .starting:
      guard greeting.received.readableBytes + bytes.readableBytes <= Self.mostHeld else { return end(.notSSH) }
      _ = greeting.add(bytes)
      return []
    case .carrying: return pass(bytes)
    case .opening, .deciding, .dialling, .over: return []
    }
  }

  /// Bytes of the target, in frames.
  private mutating func pass(_ bytes: ByteBuffer) -> [TunnelAction] {
    var rest = bytes
    var actions: [TunnelAction] = []
    while rest.readableBytes > 0, let part = rest.readSlice(length: min(rest.readableBytes, TunnelFrame.largestPayload)) {
      actions.append(.reply(.data, part))
    }
    received += Int64(bytes.readableBytes)
    return actions
  }

  private mutating func finishFromTarget() -> [TunnelAction] {
    targetHasFinished = true
    switch phase {
    case .greeting: return end(.notSSH)
    case .carrying: return sayTargetHasFinished()
    case .opening, .deciding, .dialling, .starting, .over: return []
    }
  }

  private mutating func sayTargetHasFinished() -> [TunnelAction] {
    guard !clientHasFinished else { return end(.closed, target: .afterFlush) }
    return [.reply(.finished, ByteBuffer())] + arm(.lingering)
  }

  private mutating func targetIsGone() -> [TunnelAction] {
    guard hasTarget else { return [] }
    hasTarget = false
    return end(phase == .greeting ? .notSSH : .closed)
  }

  /// From here on bytes pass, first those that waited.
  private mutating func carry() -> [TunnelAction] {
    guard phase == .starting, let opened else { return [] }
    phase = .carrying
    var actions: [TunnelAction] = [.reply(.opened, .json(opened)), .warnBeforeEnd]
    actions += pass(greeting.received)
    let early = held
    (greeting, held) = (Greeting(), ByteBuffer())
    actions += takeFromClient(early)
    if clientHasFinished, !targetHasFinished { actions.append(.finishTarget) }
    if targetHasFinished { actions += sayTargetHasFinished() }
    return actions
  }
}

// MARK: - Time, balance, end

extension TunnelProtocol {
  private mutating func arm(_ deadline: TunnelDeadline) -> [TunnelAction] { armed.insert(deadline).inserted ? [.arm(deadline)] : [] }

  private mutating func disarm(_ deadline: TunnelDeadline) -> [TunnelAction] { armed.remove(deadline) != nil ? [.disarm(deadline)] : [] }

  private mutating func expire(_ deadline: TunnelDeadline) -> [TunnelAction] {
    // A timer may fire in the very moment in which it is taken back.
    guard armed.remove(deadline) != nil else { return [] }
    switch deadline {
    case .opening: return end(.misused("the tunnel did not begin in time"))
    case .greeting: return end(.silentTarget)
    case .lingering: return end(.closed, target: .afterFlush)
    case .closing: return []
    }
  }

  /// Reads from a side only while the other one takes what it gets: memory stays bounded by the sockets.
  private mutating func balance() -> [TunnelAction] {
    var actions: [TunnelAction] = []
    let wantsClient =
      switch phase {
      case .opening: true
      case .deciding, .dialling, .greeting, .starting: false
      case .carrying: targetIsWritable
      // What arrives is dropped; unread bytes would turn the close into a reset that swallows the last words.
      case .over: true
      }
    let wantsTarget =
      switch phase {
      case .greeting: true
      case .carrying: clientIsWritable
      case .opening, .deciding, .dialling, .starting, .over: false
      }
    if wantsClient != readsClient, !clientIsClosed {
      readsClient = wantsClient
      actions.append(.readClient(wantsClient))
    }
    if wantsTarget != readsTarget, hasTarget {
      readsTarget = wantsTarget
      actions.append(.readTarget(wantsTarget))
    }
    return actions
  }

  /// The end, from any phase: the target first, then the words.
  private mutating func end(_ end: TunnelEnd, target closing: TunnelClosing = .reset) -> [TunnelAction] {
    let before = phase
    phase = .over
    ending = end
    (held, greeting) = (ByteBuffer(), Greeting())
    var actions: [TunnelAction] = []
    if before == .dialling { actions.append(.abandonDial) }
    if hasTarget { actions.append(.closeTarget(before == .carrying ? closing : .reset)) }
    for deadline in TunnelDeadline.allCases { actions += disarm(deadline) }
    if !clientIsClosed { actions += [.reply(.end, .json(end.fittingOneFrame)), .closeClient(.afterFlush)] }
    if hasTarget || !clientIsClosed { actions += arm(.closing) }
    return actions
  }

  /// Reports and leaves as soon as nothing is open any more.
  private mutating func settle() -> [TunnelAction] {
    guard phase == .over, let ending, !hasTarget else { return [] }
    var actions: [TunnelAction] = []
    if registration == .granted {
      registration = .reported
      actions.append(.report(ending, sent: sent, received: received))
    }
    if clientIsClosed, registration != .asked, !hasLeft {
      hasLeft = true
      actions += disarm(.closing) + [.leave]
    }
    return actions
  }
}
