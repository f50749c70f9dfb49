import Synchronization
import Testing
import ThresholdModel

@testable import ThresholdServer

@Suite struct ListenerCertificateTests {
  private final class Clock: Sendable {
    let now = Mutex(Moment(seconds: 1_770_000_000))
    let issued = Mutex(0)
    let isBroken = Mutex(false)
    var moment: Moment { now.withLock { $0 } }
    func pass(_ span: Span) { now.withLock { $0 = $0 + span } }
  }

  private func certificate(_ clock: Clock) -> ListenerCertificate {
    ListenerCertificate(now: { clock.moment }) { () throws(Problem) in
      guard !clock.isBroken.withLock({ $0 }) else { throw Problem(.unavailable, "no authority") }
      let count = clock.issued.withLock { count in
        count += 1
        return count
      }
      return ListenerCertificate.Issued(chain: ["\(count)"], privateKey: "", notAfter: clock.moment + ListenerCertificate.life)
    }
  }

  @Test("one certificate serves until ten days before its end, then there is a new one")
  func renewal() throws {
    let clock = Clock()
    let certificate = certificate(clock)
    #expect(try certificate.current().chain == ["1"])
    clock.pass(.days(19))
    #expect(try certificate.current().chain == ["1"])
    clock.pass(.days(1))
    #expect(try certificate.current().chain == ["2"])
  }

  @Test("when none can be issued, the last one serves until it ends")
  func broken() throws {
    let clock = Clock()
    let certificate = certificate(clock)
    _ = try certificate.current()
    clock.isBroken.withLock { $0 = true }
    clock.pass(.days(25))
    #expect(try certificate.current().chain == ["1"])
    clock.pass(.days(6))
    #expect(throws: Problem.self) { try certificate.current() }
  }
}
