import Crypto
import Foundation
import SwiftASN1
public import ThresholdModel
import X509

/// A certificate authority for TLS: ECDSA with SHA-256 on P-256, a root of its own, valid for 10 years.
///
/// There are two kinds. A *user* authority signs clients only, a *host* authority listeners only; the
/// authority's certificate says so in its extended key usage, and issuing holds it to that.
/// Source: RFC 5280; design §7.
public struct X509Authority: Sendable, CustomStringConvertible, CustomReflectable {
  /// ``Authority/Purpose/user`` or ``Authority/Purpose/host``.
  public let purpose: Authority.Purpose
  /// The authority's own certificate.
  public let certificatePEM: String

  let certificate: Certificate
  let privateKey: P256.Signing.PrivateKey

  /// Makes a new authority. It is valid from one hour before `now`, so that a client whose clock is behind
  /// can use it at once, until 10 years after.
  /// - Parameters:
  ///   - purpose: ``Authority/Purpose/user`` or ``Authority/Purpose/host``; the others are not X.509.
  ///   - cluster: the cluster's name, shown in the subject (`CN=CLUSTER user authority`); it decides nothing.
  /// - Throws: ``Problem`` of kind `badParameter` for another purpose or an empty cluster name.
  public static func create(
    purpose: Authority.Purpose, cluster: String, now: Moment
  ) throws(Problem) -> (authority: X509Authority, certificatePEM: String, privateKeyPEM: String) {
    guard let usage = usage(of: purpose) else {
      throw Problem(.badParameter, "a `\(purpose.rawValue)` authority does not sign X.509 certificates", hint: "use `user` or `host`")
    }
    guard !cluster.isEmpty else { throw Problem(.badParameter, "an authority needs the name of its cluster") }
    let key = P256.Signing.PrivateKey()
    let publicKey = Certificate.PublicKey(key.publicKey)
    let certificate = try attempt(.internalError, "the authority's certificate could not be made") {
      let name = try commonName(cluster: cluster, purpose: purpose)
      return try Certificate(
        version: .v3, serialNumber: .random(), publicKey: publicKey,
        notValidBefore: (now - .hours(1)).wholeSecond, notValidAfter: (now + .days(3652)).wholeSecond,
        issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
        extensions: Certificate.Extensions {
          Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
          Critical(KeyUsage(keyCertSign: true))
          try ExtendedKeyUsage([usage])
          SubjectKeyIdentifier(hash: publicKey)
        },
        issuerPrivateKey: Certificate.PrivateKey(key))
    }
    let certificatePEM = try certificate.pem()
    let authority = X509Authority(purpose: purpose, certificatePEM: certificatePEM, certificate: certificate, privateKey: key)
    return (authority, certificatePEM, key.pemRepresentation)
  }

  /// Takes up an authority that ``create(purpose:cluster:now:)`` made.
  /// - Throws: ``Problem`` of kind `badParameter` when the certificate is not that of an authority of ours, is not
  ///   signed by its own key, or the private key is not the one that belongs to it.
  public init(certificatePEM: String, privateKeyPEM: String) throws(Problem) {
    let certificate = try Certificate.read(pem: certificatePEM)
    let key = try attempt(.badParameter, "the authority's private key is not a P-256 key in PEM") {
      do { return try P256.Signing.PrivateKey(pemRepresentation: privateKeyPEM) } catch { throw NotAKey() }
    }
    guard let purpose = Self.purpose(of: certificate) else {
      throw Problem(.badParameter, "the certificate is not that of a user or host authority")
    }
    guard
      certificate.publicKey == Certificate.PublicKey(key.publicKey),
      certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    else { throw Problem(.badParameter, "the authority's certificate and private key do not belong together") }
    self.init(purpose: purpose, certificatePEM: try certificate.pem(), certificate: certificate, privateKey: key)
  }

  private init(purpose: Authority.Purpose, certificatePEM: String, certificate: Certificate, privateKey: P256.Signing.PrivateKey) {
    self.purpose = purpose
    self.certificatePEM = certificatePEM
    self.certificate = certificate
    self.privateKey = privateKey
  }

  /// When the authority ends; nothing that it signs is valid for longer.
  public var notAfter: Moment { Moment(certificate.notValidAfter) }

  public var description: String { "\(purpose.rawValue) authority <secret>" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// Stands in for the library's error, which could quote a secret.
  private struct NotAKey: Error {}

  private static func usage(of purpose: Authority.Purpose) -> ExtendedKeyUsage.Usage? {
    switch purpose {
    case .user: .clientAuth
    case .host: .serverAuth
    case .sshUser, .sshHost, .audit: nil
    }
  }

  private static func purpose(of certificate: Certificate) -> Authority.Purpose? {
    guard
      case .isCertificateAuthority? = try? certificate.extensions.basicConstraints,
      (try? certificate.extensions.keyUsage)?.keyCertSign == true,
      let usages = try? certificate.extensions.extendedKeyUsage, usages.count == 1
    else { return nil }
    return [.user, .host].first { usage(of: $0) == usages.first }
  }

  /// `CLUSTER user authority`, the cluster's name cut so that the whole keeps to the 64 characters of X.520.
  private static func commonName(cluster: String, purpose: Authority.Purpose) throws -> DistinguishedName {
    let suffix = " \(purpose.rawValue) authority"
    return try DistinguishedName { CommonName(String(cluster.prefix(64 - suffix.count)) + suffix) }
  }
}
