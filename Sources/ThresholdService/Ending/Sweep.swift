import ThresholdModel
import ThresholdRules

extension Stories {
  /// Puts on the record what time has ended: requests that nobody answered, access that ran out,
  /// certificates, sign-ins and join tokens past their end. Decisions never wait for this.
  func sweep() async throws(Problem) {
    let (world, now) = (world, now)
    guard !world.expired(at: now).isEmpty || !world.changesToSweep(at: now).isEmpty else { return }
    _ = try await committer.commit { situation in
      let over = situation.world.expired(at: situation.now)
      let events = over.map { request in
        AuditEvent(.requestExpired, time: situation.now, uid: freshID(), user: nil, details: Self.details(of: request))
      }
      let leftovers = situation.world.changesToSweep(at: situation.now).prefix(Self.mostSweptAtOnce)
      return Draft(over.map { .put(.request($0)) } + leftovers, events: events, answer: true)
    }
  }

  private static let mostSweptAtOnce = 1000
}
