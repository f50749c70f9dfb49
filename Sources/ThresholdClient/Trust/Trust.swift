import NIOSSL
import ThresholdModel

/// What proves to this client that the server is the right one.
public enum Trust: Hashable, Sendable {
  /// The certificate authorities of the operating system.
  case systemRoots
  /// Exactly these authorities, in PEM, and no others.
  case authorities(String)
  /// Nothing. Good enough to ask what anybody may know; never used with a password, a certificate or a token.
  case unverified
}

/// What a client shows to prove who it is: a certificate of a sign-in and its private key.
public struct ClientCredential: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// PEM.
  public let certificate: String
  /// PEM, never shown.
  let privateKey: String

  public init(certificate: String, privateKey: String) {
    self.certificate = certificate
    self.privateKey = privateKey
  }

  public var description: String { "<secret>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension TLSConfiguration {
  /// The settings of every TLS connection that this client opens: TLS 1.2 at least, names verified.
  /// - Throws: ``Problem`` when an authority, the certificate or the key can't be read.
  static func client(trust: Trust, credential: ClientCredential?) throws(Problem) -> TLSConfiguration {
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.minimumTLSVersion = .tlsv12
    switch trust {
    case .systemRoots: settings.trustRoots = .default
    case .authorities(let pem): settings.trustRoots = .certificates(try authorities(pem))
    case .unverified: settings.certificateVerification = .none
    }
    guard let credential else { return settings }
    guard trust != .unverified else {
      throw Problem(.badParameter, "a client certificate is not shown to a server that nothing verifies", hint: "leave --insecure out")
    }
    do {
      settings.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(credential.certificate.utf8)).map { .certificate($0) }
      settings.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(credential.privateKey.utf8), format: .pem))
    } catch {
      throw Problem(.unauthenticated, "the keys of your sign-in can't be read", hint: "sign in again: `tsh login`", cause: "\(error)")
    }
    return settings
  }

  private static func authorities(_ pem: String) throws(Problem) -> [NIOSSLCertificate] {
    let found: [NIOSSLCertificate]
    do { found = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)) } catch {
      throw Problem(.badParameter, "the cluster's authorities can't be read", hint: "sign in again: `tsh login`", cause: "\(error)")
    }
    guard !found.isEmpty else {
      throw Problem(.badParameter, "there are no authorities to verify the server with", hint: "sign in again: `tsh login`")
    }
    return found
  }
}
