import NIOCore
import ThresholdModel

/// What can happen to a tunnel.
enum TunnelEvent: Sendable, Hashable {
  /// The channel is ours; nothing has been read.
  case attached
  /// A whole frame of the client.
  case frame(Frame)
  /// The client sent something that is no frame.
  case garbage(Problem)
  /// The client's connection is gone, whoever closed it.
  case clientClosed
  /// Whether more may be written to the client before it has read what is waiting.
  case clientWritable(Bool)
  /// The connection is registered and permitted.
  case granted(TunnelOpened, address: String)
  /// The connection is not permitted, hence not registered.
  case denied(Problem)
  /// The target's TCP connection is there.
  case dialled
  /// `session.start` is on the audit log.
  case started
  /// The dial or the start did not come to be.
  case failed(Problem)
  case targetBytes(ByteBuffer)
  /// The target sends no more (FIN); it may still listen.
  case targetFinished
  /// The target's connection is gone, whoever closed it.
  case targetClosed
  case targetWritable(Bool)
  /// A line for the person.
  case notice(String)
  /// The ground is gone: over, whatever is under way.
  case cut(TunnelEnd)
  /// A deadline that was set has passed.
  case expired(TunnelDeadline)
}

/// What the owner of the sockets is to do, in this order.
enum TunnelAction: Sendable, Hashable {
  /// Ask the service whether the connection may be; answer with `granted` or `denied`.
  case decide(TunnelOpening)
  /// Connect to the address; answer with `dialled` or `failed`.
  case dial(address: String)
  /// Stop connecting; no answer is expected.
  case abandonDial
  /// Have the start recorded; answer with `started` or `failed`.
  case start
  /// Tell the service that a granted connection is over. Comes exactly once for each `granted`.
  case report(TunnelEnd, sent: Int64, received: Int64)
  /// Warn the person before the ground ends.
  case warnBeforeEnd
  /// Write a frame to the client.
  case reply(TunnelFrame.Kind, ByteBuffer)
  /// Write to the target.
  case forward(ByteBuffer)
  /// Send FIN to the target, after what was forwarded.
  case finishTarget
  case readClient(Bool)
  case readTarget(Bool)
  case closeTarget(TunnelClosing)
  case closeClient(TunnelClosing)
  case arm(TunnelDeadline)
  case disarm(TunnelDeadline)
  /// Nothing will happen any more.
  case leave
}

/// How a socket is closed.
enum TunnelClosing: Sendable, Hashable {
  /// At once, by RST, whatever is waiting.
  case reset
  /// When what was written has left; a deadline is set for that.
  case afterFlush
}

/// How long a tunnel waits for others.
enum TunnelDeadline: Sendable, Hashable, CaseIterable {
  /// For the client's first frame.
  case opening
  /// For the target's first line.
  case greeting
  /// For the client to finish, once the target has.
  case lingering
  /// For both sides to take what was written last.
  case closing
}

/// How long each deadline is; tests make them shorter.
struct TunnelTimes: Sendable {
  var opening = TimeAmount.seconds(10)
  var dialling = Dialer.timeLimit
  var greeting = TimeAmount.seconds(10)
  var lingering = TimeAmount.seconds(30)
  var closing = TimeAmount.seconds(1)

  subscript(deadline: TunnelDeadline) -> TimeAmount {
    switch deadline {
    case .opening: opening
    case .greeting: greeting
    case .lingering: lingering
    case .closing: closing
    }
  }
}
