import Synchronization
public import ThresholdModel

/// The certificate that the TLS port shows: issued anew at each start, and again before it ends.
public final class ListenerCertificate: Sendable {
  /// A certificate with its key.
  public struct Issued: Sendable {
    /// The certificate, then the authority behind it, in PEM.
    public let chain: [String]
    /// PKCS #8 in PEM.
    public let privateKey: String
    public let notAfter: Moment

    public init(chain: [String], privateKey: String, notAfter: Moment) {
      self.chain = chain
      self.privateKey = privateKey
      self.notAfter = notAfter
    }
  }

  /// How long one certificate is valid.
  public static let life = Span.days(30)
  /// How much validity a certificate must have left, or a new one is issued.
  static let renewal = Span.days(10)

  private let issue: @Sendable () throws(Problem) -> Issued
  private let now: @Sendable () -> Moment
  private let issued = Mutex<Issued?>(nil)

  /// - Parameter issue: makes a certificate that is valid for ``life``.
  public init(now: @escaping @Sendable () -> Moment, issue: @escaping @Sendable () throws(Problem) -> Issued) {
    self.now = now
    self.issue = issue
  }

  /// The certificate to show now.
  /// - Throws: ``Problem`` when none can be issued and the last one has ended.
  public func current() throws(Problem) -> Issued {
    let moment = now()
    let known = issued.withLock { $0 }
    if let known, known.notAfter - moment > Self.renewal { return known }
    do {
      let fresh = try issue()
      issued.withLock { $0 = fresh }
      return fresh
    } catch {
      // Better a certificate that ends soon than none; the next connection tries again.
      if let known, known.notAfter > moment { return known }
      throw error
    }
  }
}
