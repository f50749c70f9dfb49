import HashTreeCollections
public import ThresholdModel

/// What time alone has ended. No decision waits for it: these are for the feed, the audit log and memory.
extension World {
  /// Pending and approved requests whose time is over, in the state `expired` that should be committed;
  /// oldest first. ``request(_:)`` still has their last state.
  public func expired(at now: Moment) -> [AccessRequest] {
    requestsByID.values.filter { !$0.isAlive(at: now) }.sorted { AccessRequest.byAge($1, $0) }.map { request in
      var request = request
      request.spec.state = .expired
      return request
    }
  }

  /// Removes sign-ins, certificates and join tokens that are over.
  public func changesToSweep(at now: Moment) -> [Change] {
    let signIns = signInsByID.values.filter { $0.expires <= now }.map { Record.signIn($0) }
    let certificates = certificatesBySerial.values.filter { $0.refusedFrom <= now }.map { Record.certificate($0) }
    let tokens = tokensByHash.values.filter { $0.expires <= now }.map { Record.token($0) }
    return (signIns + certificates + tokens).map { .delete($0.key) }
  }
}
