import Logging
import NIOSSL
import Synchronization
import ThresholdModel

/// What the TLS listener proves itself with and whose client certificates it accepts, at this moment.
public struct PortTrust: Sendable, Hashable, CustomStringConvertible {
  /// The server's certificate and what chains it to a host authority, in PEM.
  public let chain: String
  /// The server's private key, ECDSA P-256, in PEM.
  public let privateKey: String
  /// Every trusted user authority, in PEM.
  public let userAuthorities: String

  public init(chain: String, privateKey: String, userAuthorities: String) {
    self.chain = chain
    self.privateKey = privateKey
    self.userAuthorities = userAuthorities
  }

  public var description: String { "<trust of the TLS port>" }
}

/// Makes the TLS context of each connection.
///
/// INVARIANT: no context serves two connections. The keys of session tickets belong to the context, so
/// no session can be resumed: a resumed one would bring its client certificate back unchecked, even
/// after that has expired. It also means that what `trust` says now counts from the next connection on.
final class TLSContexts: Sendable {
  private let trust: @Sendable () throws(Problem) -> PortTrust
  private let protocols: [String]
  /// The parsed form of what `trust` said last: parsing it anew for each connection would only cost time.
  private let parsed = Mutex<(trust: PortTrust, configuration: TLSConfiguration)?>(nil)

  /// - Parameter protocols: ALPN names in the order of the server's preference.
  init(protocols: [String], trust: @escaping @Sendable () throws(Problem) -> PortTrust) {
    self.protocols = protocols
    self.trust = trust
  }

  /// A fresh context.
  /// - Throws: when there is no certificate, or one that cannot be read.
  func next() throws -> NIOSSLContext {
    let now = try trust()
    if let known = parsed.withLock({ $0 }), known.trust == now {
      return try NIOSSLContext(configuration: known.configuration)
    }
    let configuration = try Self.configuration(now, protocols: protocols)
    parsed.withLock { $0 = (now, configuration) }
    return try NIOSSLContext(configuration: configuration)
  }

  private static func configuration(_ trust: PortTrust, protocols: [String]) throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(trust.chain.utf8)).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(trust.privateKey.utf8), format: .pem)))
    configuration.minimumTLSVersion = .tlsv12
    // A client without a certificate is let in, as nobody; one with a certificate of another authority is not.
    configuration.certificateVerification = .optionalVerification
    configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(trust.userAuthorities.utf8)))
    configuration.sendCANameList = true
    configuration.applicationProtocols = protocols
    return configuration
  }
}
