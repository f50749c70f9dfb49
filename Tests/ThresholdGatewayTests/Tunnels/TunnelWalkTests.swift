import NIOCore
import Testing
import ThresholdModel

@testable import ThresholdGateway

/// Random walks through the state machine in a world that keeps its side of the bargain: answers come only to
/// what was asked, sockets close once. Everything else may happen at any time.
@Suite("Random walks through the tunnel") struct TunnelWalkTests {
  struct Walk {
    var machine = TunnelProtocol()
    var random: Xorshift
    var isDeciding = false, isDialling = false, isStarting = false
    var hasTarget = false, clientIsOpen = true
    var isStarted = false, grants = 0, reports = 0, hasLeft = false
    var armed: Set<TunnelDeadline> = []

    mutating func step(_ event: TunnelEvent) {
      for action in machine.handle(event) {
        #expect(!hasLeft, "something was done after the end")
        switch action {
        case .decide: isDeciding = true
        case .dial: isDialling = true
        case .start: isStarting = true
        case .reply(.data, _), .forward, .reply(.opened, _), .finishTarget: #expect(isStarted, "something passed before the start")
        case .report:
          reports += 1
          #expect(!hasTarget, "reported before the target was closed")
        case .arm(let deadline): armed.insert(deadline)
        case .disarm(let deadline): armed.remove(deadline)
        case .leave: hasLeft = true
        default: break
        }
      }
    }

    /// The events that can come next.
    var choices: [TunnelEvent] {
      var events: [TunnelEvent] = [.targetWritable(random.bool), .clientWritable(random.bool), .cut(TunnelProtocolTests.cut), .notice("n")]
      if clientIsOpen {
        events += [
          TunnelProtocolTests.frame(.data, "abc"), TunnelProtocolTests.frame(.data, "abc"), TunnelProtocolTests.frame(.finished),
          .clientClosed,
          .garbage(Problem(.badParameter, "no frame")),
        ]
        if machine.phase == .opening { events += Array(repeating: TunnelProtocolTests.ways[1].events[1], count: 6) }
      }
      if isDeciding {
        events += Array(repeating: .granted(TunnelProtocolTests.opened, address: "h:1"), count: 6) + [.denied(Problem(.accessDenied, "no"))]
      }
      if isDialling { events += Array(repeating: .dialled, count: 6) + [.failed(Problem(.unavailable, "no answer"))] }
      if isStarting { events += Array(repeating: .started, count: 6) + [.failed(Problem(.accessDenied, "cut"))] }
      if hasTarget { events += Array(repeating: .targetBytes(TunnelProtocolTests.line), count: 4) + [.targetFinished, .targetClosed] }
      return events + armed.map { .expired($0) }
    }

    mutating func take(_ event: TunnelEvent) {
      switch event {
      case .granted:
        grants += 1
        isDeciding = false
      case .denied: isDeciding = false
      case .dialled: (isDialling, hasTarget) = (false, true)
      case .started: (isStarting, isStarted) = (false, machine.phase == .starting)
      case .failed: if isDialling { isDialling = false } else { isStarting = false }
      case .targetClosed: hasTarget = false
      case .clientClosed: clientIsOpen = false
      case .expired(let deadline): armed.remove(deadline)
      default: break
      }
      step(event)
    }

    /// Lets everything that is still open come to its end.
    mutating func finish() {
      take(.cut(TunnelProtocolTests.cut))
      if isDeciding { take(.granted(TunnelProtocolTests.opened, address: "h:1")) }
      if isDialling { take(.failed(Problem(.unavailable, "given up"))) }
      if isStarting { take(.started) }
      if hasTarget { take(.targetClosed) }
      if clientIsOpen { take(.clientClosed) }
    }
  }

  @Test("every walk ends, reports each permitted connection exactly once, and passes nothing too early", arguments: 1...8)
  func walks(seed: Int) throws {
    for number in 0..<400 {
      var walk = Walk(random: Xorshift(seed: UInt64(seed * 1000 + number)))
      walk.step(.attached)
      for _ in 0..<30 where !walk.hasLeft {
        let choices = walk.choices
        walk.take(choices[walk.random.below(choices.count)])
      }
      walk.finish()
      try #require(walk.reports == walk.grants && walk.hasLeft && walk.armed.isEmpty, "walk \(seed * 1000 + number)")
    }
  }
}

/// A small random generator whose walks can be repeated (xorshift64*).
struct Xorshift {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }

  mutating func below(_ count: Int) -> Int { Int(next() >> 33) % count }
  /// A bit that depends on the state and does not move it.
  var bool: Bool { state & 0x10000 != 0 }
}
