public import ThresholdCertificates
public import ThresholdModel
public import ThresholdService

/// What tunnels need of the service; ``Stories`` is it, tests give a scripted one.
public protocol TunnelStories: Sendable {
  /// Says who holds a certificate, as of now.
  /// - Throws: ``Problem`` of kind `unauthenticated` or `accessDenied`.
  func authenticate(_ identity: Identity, address: String) throws(Problem) -> Person

  /// Registers a connection, then decides about it.
  /// - Parameter cut: called from any thread, at any time from registration on.
  /// - Throws: ``Problem``: the refusal; nothing is registered then.
  func openConnection(
    _ opening: TunnelOpening, by person: Person, from address: String, cut: @escaping @Sendable (TunnelEnd) -> Void
  ) async throws(Problem) -> OpenedConnection

  /// Records that the target answered.
  /// - Parameter target: the address that was dialled, with its port.
  /// - Throws: ``Problem`` when the connection was cut meanwhile: nothing may be passed on then.
  func connectionStarted(_ id: ConnectionID, target: String) async throws(Problem)

  /// Forgets a connection and records its end.
  /// - Parameters:
  ///   - sent: bytes to the target.
  ///   - received: bytes from the target.
  ///   - at: when the connection to the target was closed; nil when there was none.
  func connectionEnded(_ id: ConnectionID, sent: Int64, received: Int64, at: Moment?, because: TunnelEnd) async

  /// When the ground of an open connection ends, as things stand; nil when it is closed.
  func until(of id: ConnectionID) -> Moment?
}

extension Stories: TunnelStories {}
