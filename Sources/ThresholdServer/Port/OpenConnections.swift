import NIOCore
import Synchronization

/// The connections of the port that are open: counted, together and by address, refused over a limit,
/// and closed at last when the server stops.
final class OpenConnections: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var byAddress: [String: Int] = [:]
    var lastComplaint: ContinuousClock.Instant?
  }

  /// How often refusals are worth a line on the log: whoever causes them must not fill it.
  private static let complaintEvery = Duration.seconds(10)

  private let total: Int
  private let perAddress: Int
  private let state = Mutex(State())

  init(total: Int, perAddress: Int) {
    self.total = total
    self.perAddress = perAddress
  }

  /// How many connections are open.
  var count: Int { state.withLock { $0.channels.count } }

  /// Counts a new connection, until it closes.
  /// - Returns: whether there is room for it; nothing is counted otherwise.
  func enter(_ channel: any Channel, from address: String) -> Bool {
    let isAdmitted = state.withLock { state in
      guard state.channels.count < total, state.byAddress[address, default: 0] < perAddress else { return false }
      state.channels[ObjectIdentifier(channel)] = channel
      state.byAddress[address, default: 0] += 1
      return true
    }
    if isAdmitted { channel.closeFuture.whenComplete { _ in self.leave(channel, from: address) } }
    return isAdmitted
  }

  /// Whether a refusal should be told to the operator now.
  func shouldComplain() -> Bool {
    state.withLock { state in
      let now = ContinuousClock.now
      if let last = state.lastComplaint, now - last < Self.complaintEvery { return false }
      state.lastComplaint = now
      return true
    }
  }

  /// Closes whatever is still open, without waiting for any peer.
  func closeAll() {
    for channel in state.withLock({ Array($0.channels.values) }) {
      channel.eventLoop.execute {
        let belowTLS = try? channel.pipeline.syncOperations.context(handlerType: BelowTLS.self)
        if let belowTLS { belowTLS.close(promise: nil) } else { channel.close(promise: nil) }
      }
    }
  }

  private func leave(_ channel: any Channel, from address: String) {
    state.withLock { state in
      state.channels[ObjectIdentifier(channel)] = nil
      let left = state.byAddress[address, default: 1] - 1
      state.byAddress[address] = left > 0 ? left : nil
    }
  }
}

/// Marks the place below TLS in a pipeline. Closing from there skips TLS, which would first wait for the
/// peer's own goodbye.
final class BelowTLS: ChannelOutboundHandler {
  typealias OutboundIn = ByteBuffer
}
