import Foundation
import NIOCore
import Testing
import ThresholdModel

@testable import ThresholdGateway

@Suite("The tunnel's state machine") struct TunnelProtocolTests {
  static let opened = TunnelOpened(connection: "c1", until: Moment(seconds: 2_000_000_000))
  static let opening = TunnelOpening(server: "web-1", clientTime: Moment(seconds: 1_900_000_000))
  static let cut = TunnelEnd(code: "cut", message: "request 1 was revoked")
  static let line = ByteBuffer(string: "SSH-2.0-Test\r\n")

  static func frame(_ kind: TunnelFrame.Kind, _ text: String = "") -> TunnelEvent {
    .frame(Frame(kind: kind, payload: ByteBuffer(string: text)))
  }

  /// The events that lead into each phase.
  static let ways: [(phase: TunnelProtocol.Phase, events: [TunnelEvent])] = {
    let open = TunnelEvent.frame(Frame(kind: .open, payload: .json(opening)))
    let steps: [(TunnelProtocol.Phase, TunnelEvent)] = [
      (.opening, .attached), (.deciding, open), (.dialling, .granted(opened, address: "h:22")), (.greeting, .dialled),
      (.starting, .targetBytes(line)),
      (.carrying, .started),
    ]
    return steps.indices.map { (steps[$0].0, steps[...$0].map(\.1)) }
  }()

  static func machine(in phase: TunnelProtocol.Phase) -> TunnelProtocol {
    var machine = TunnelProtocol()
    for event in ways.first(where: { $0.phase == phase })?.events ?? [] { _ = machine.handle(event) }
    #expect(machine.phase == phase)
    return machine
  }

  @Test("a tunnel goes its way step by step, and reads only when it can pass on")
  func wholeWay() {
    var machine = TunnelProtocol()
    #expect(machine.handle(.attached) == [.arm(.opening), .readClient(true)])
    #expect(
      machine.handle(.frame(Frame(kind: .open, payload: .json(Self.opening)))) == [
        .disarm(.opening), .decide(Self.opening), .readClient(false),
      ])
    #expect(machine.handle(.granted(Self.opened, address: "h:22")) == [.dial(address: "h:22")])
    #expect(machine.handle(.dialled) == [.arm(.greeting), .readTarget(true)])
    #expect(machine.handle(.targetBytes(ByteBuffer(string: "SSH-2.0-T"))) == [])
    #expect(machine.handle(.targetBytes(ByteBuffer(string: "est\r\nmore"))) == [.disarm(.greeting), .start, .readTarget(false)])
    #expect(
      machine.handle(.started) == [
        .reply(.opened, .json(Self.opened)), .warnBeforeEnd, .reply(.data, ByteBuffer(string: "SSH-2.0-Test\r\nmore")), .readClient(true),
        .readTarget(true),
      ])
    #expect(machine.handle(Self.frame(.data, "hello")) == [.forward(ByteBuffer(string: "hello"))])
    #expect(machine.handle(.targetWritable(false)) == [.readClient(false)])
    #expect(machine.handle(.targetWritable(true)) == [.readClient(true)])
    #expect(machine.handle(.clientWritable(false)) == [.readTarget(false)])
    #expect(machine.handle(.notice("soon")) == [.reply(.notice, ByteBuffer(string: "soon"))])
    #expect(machine.handle(.clientWritable(true)) == [.readTarget(true)])
    #expect(machine.handle(Self.frame(.finished)) == [.finishTarget])
    #expect(
      machine.handle(.targetFinished) == [
        .closeTarget(.afterFlush), .reply(.end, .json(TunnelEnd.closed)), .closeClient(.afterFlush), .arm(.closing), .readTarget(false),
      ])
    #expect(machine.handle(.targetClosed) == [.report(.closed, sent: 5, received: 18)])
    #expect(machine.handle(.clientClosed) == [.disarm(.closing), .leave])
    #expect(machine.handle(.expired(.closing)) == [])
  }

  @Test("a cut closes the target first, then says why, and is reported once", arguments: ways.map(\.phase))
  func cutting(in phase: TunnelProtocol.Phase) {
    var machine = Self.machine(in: phase)
    let actions = machine.handle(.cut(Self.cut))
    let hasTarget = [.greeting, .starting, .carrying].contains(phase)
    #expect(actions.contains(.closeTarget(.reset)) == hasTarget)
    #expect(actions.contains(.abandonDial) == (phase == .dialling))
    #expect(
      actions.contains(.reply(.end, .json(Self.cut))) && actions.contains(.closeClient(.afterFlush)) && actions.contains(.arm(.closing)))
    if hasTarget { #expect(actions.first == .closeTarget(.reset)) }
    var later = actions
    if phase == .deciding { later += machine.handle(.granted(Self.opened, address: "h:22")) }
    later += machine.handle(.failed(Problem(.unavailable, "given up")))
    later += machine.handle(.started)
    later += machine.handle(.cut(Self.cut))
    if hasTarget { later += machine.handle(.targetClosed) }
    later += machine.handle(.clientClosed)
    later += machine.handle(.clientClosed)
    let reports = later.filter { if case .report(let end, _, _) = $0 { end == Self.cut } else { false } }
    #expect(reports.count == (phase == .opening ? 0 : 1))
    #expect(later.last == .leave && later.filter { $0 == .leave }.count == 1)
    #expect(!later.contains { if case .forward = $0 { true } else { false } })
  }

  @Test("a peer that takes nothing is reset when the time is up", arguments: ways.map(\.phase))
  func stoppedPeers(in phase: TunnelProtocol.Phase) {
    var machine = Self.machine(in: phase)
    _ = machine.handle(.cut(Self.cut))
    let hasTarget = [.greeting, .starting, .carrying].contains(phase)
    #expect(machine.handle(.expired(.closing)) == (hasTarget ? [.closeTarget(.reset)] : []) + [.closeClient(.reset)])
  }

  @Test(
    "frames out of turn end the tunnel in words",
    arguments: ways.map(\.phase), [TunnelFrame.Kind.open, .opened, .notice, .end])
  func outOfTurn(in phase: TunnelProtocol.Phase, kind: TunnelFrame.Kind) throws {
    var machine = Self.machine(in: phase)
    let actions = machine.handle(Self.frame(kind, "{}"))
    #expect(machine.phase == .over)
    let end = actions.compactMap { if case .reply(.end, let payload) = $0 { payload } else { nil } }
    let said = try JSONDecoder().decode(TunnelEnd.self, from: Data(try #require(end.first).readableBytesView))
    #expect(said.code == "bad_parameter" && end.count == 1)
  }

  @Test("openings that cannot be read are refused", arguments: ["", "{}", "[]", "{\"server\":1}", String(repeating: " ", count: 5000)])
  func badOpening(text: String) {
    var machine = Self.machine(in: .opening)
    #expect(machine.handle(Self.frame(.open, text)).contains(.closeClient(.afterFlush)))
  }

  @Test("data before the opening is refused")
  func dataFirst() {
    var machine = Self.machine(in: .opening)
    #expect(machine.handle(Self.frame(.data, "SSH-2.0-x\r\n")).contains(.closeClient(.afterFlush)))
  }

  @Test(
    "what the client sends too early waits, in order, and is bounded",
    arguments: [TunnelProtocol.Phase.deciding, .dialling, .greeting, .starting])
  func early(in phase: TunnelProtocol.Phase) {
    var machine = Self.machine(in: phase)
    #expect(machine.handle(Self.frame(.data, "one ")) == [])
    #expect(machine.handle(Self.frame(.data, "two")) == [])
    #expect(machine.handle(Self.frame(.finished)) == [])
    var after: [TunnelAction] = []
    let rest = Self.ways.last?.events.drop { _ in true } ?? []
    #expect(rest.isEmpty)
    for event in Self.ways.last?.events.dropFirst(Self.ways.first { $0.phase == phase }?.events.count ?? 0) ?? [] {
      after += machine.handle(event)
    }
    #expect(after.suffix(4) == [.forward(ByteBuffer(string: "one two")), .finishTarget, .readClient(true), .readTarget(true)])

    var flooded = Self.machine(in: phase)
    let chunk = TunnelEvent.frame(Frame(kind: .data, payload: ByteBuffer(repeating: 0, count: TunnelFrame.largestPayload)))
    for _ in 0..<4 { #expect(flooded.handle(chunk) == []) }
    #expect(flooded.handle(Self.frame(.data, "x")).contains(.closeClient(.afterFlush)))
  }

  @Test("the target's end of data is passed on, and the client has a while to finish")
  func halfClose() {
    var machine = Self.machine(in: .carrying)
    #expect(machine.handle(.targetFinished) == [.reply(.finished, ByteBuffer()), .arm(.lingering)])
    #expect(machine.handle(Self.frame(.data, "last")) == [.forward(ByteBuffer(string: "last"))])
    var patient = machine
    #expect(patient.handle(.expired(.lingering)).prefix(2) == [.closeTarget(.afterFlush), .reply(.end, .json(TunnelEnd.closed))])
    #expect(
      machine.handle(Self.frame(.finished)).prefix(3) == [
        .closeTarget(.afterFlush), .disarm(.lingering), .reply(.end, .json(TunnelEnd.closed)),
      ])
  }

  @Test("large reads of the target leave in frames that fit")
  func split() {
    var machine = Self.machine(in: .carrying)
    let sizes = machine.handle(.targetBytes(ByteBuffer(repeating: 7, count: 150_000))).map {
      if case .reply(.data, let part) = $0 { part.readableBytes } else { -1 }
    }
    #expect(sizes == [65536, 65536, 18928])
  }

  @Test("a refusal is told and leaves nothing to report")
  func denied() {
    var machine = Self.machine(in: .deciding)
    let actions = machine.handle(.denied(Problem(.notFound, "server `web-9` does not exist", hint: "tsh ls")))
    #expect(actions.first == .reply(.end, .json(TunnelEnd(code: "not_found", message: "server `web-9` does not exist", hint: "tsh ls"))))
    #expect(machine.handle(.clientClosed) == [.disarm(.closing), .leave])
  }

  @Test("a client that hangs up while the service decides is reported when the decision comes")
  func goneWhileDeciding() {
    var machine = Self.machine(in: .deciding)
    #expect(machine.handle(.clientClosed) == [])
    #expect(machine.handle(.granted(Self.opened, address: "h:22")) == [.report(.clientClosed, sent: 0, received: 0), .leave])
  }

  @Test("a connection that comes out of an abandoned dial is closed at once")
  func lateDial() {
    var machine = Self.machine(in: .dialling)
    _ = machine.handle(.cut(Self.cut))
    #expect(machine.handle(.dialled) == [.closeTarget(.reset)])
  }

  @Test("words of any length fit into one frame")
  func longWords() {
    let end = TunnelEnd(code: "cut", message: String(repeating: "\u{1}", count: 90_000), hint: String(repeating: "ü", count: 90_000))
    #expect(ByteBuffer.json(end.fittingOneFrame).readableBytes <= TunnelFrame.largestPayload)
  }
}
