import Foundation
public import ThresholdModel
import X509

/// The certificate that the other side of a TLS connection showed.
///
/// That it was signed by an authority of ours is the TLS layer's to check: a client certificate counts only
/// where the handshake verified it against the user authorities. What it *says* is read here.
public struct PeerCertificate: Hashable, Sendable {
  /// Whom it stands for; nil when our extension is missing or cannot be read, see ``identity(at:)``.
  public let identity: Identity?
  /// The first moment at which it is valid.
  public let notBefore: Moment
  /// From this moment on it is refused.
  public let notAfter: Moment
  /// Whether the extended key usage names client authentication; `anyExtendedKeyUsage` is not enough.
  public let hasClientAuth: Bool
  /// The serial number in lower-case hexadecimal, two digits a byte.
  public let serial: String

  private let hasIdentityExtension: Bool
  private let isAuthority: Bool

  /// Reads a certificate in DER.
  /// - Throws: ``Problem`` of kind `badParameter` for bytes that are not a certificate, or over 64 KiB.
  public init(derBytes: [UInt8]) throws(Problem) {
    self.init(try Certificate.read(der: derBytes))
  }

  /// Reads one certificate in PEM.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(certificatePEM: String) throws(Problem) {
    self.init(try Certificate.read(pem: certificatePEM))
  }

  private init(_ certificate: Certificate) {
    let carrier = certificate.extensions[oid: Identity.oid]
    hasIdentityExtension = carrier != nil
    identity = carrier.flatMap { try? Identity($0) }
    notBefore = Moment(certificate.notValidBefore)
    notAfter = Moment(certificate.notValidAfter)
    hasClientAuth = (try? certificate.extensions.extendedKeyUsage)?.contains(.clientAuth) == true
    serial = certificate.serialNumber.bytes.hexadecimal
    // INVARIANT: constraints that are missing or cannot be read count as those of an authority.
    if case .notCertificateAuthority? = try? certificate.extensions.basicConstraints { isAuthority = false } else { isAuthority = true }
  }

  /// Whom the certificate stands for, if it counts at this moment: within its validity, a leaf for client
  /// authentication, with our extension well-formed.
  /// - Throws: ``Problem`` of kind `unauthenticated`, saying which of these fails.
  public func identity(at now: Moment) throws(Problem) -> Identity {
    guard hasClientAuth, !isAuthority else {
      throw Problem(.unauthenticated, "the certificate is not for clients", hint: "sign in with `tsh login`")
    }
    guard hasIdentityExtension else {
      throw Problem(.unauthenticated, "the certificate says nothing about a sign-in", hint: "sign in with `tsh login`")
    }
    guard let identity else {
      throw Problem(.unauthenticated, "the certificate's identity cannot be read", hint: "sign in with `tsh login`")
    }
    guard now >= notBefore else {
      throw Problem(.unauthenticated, "the certificate is not valid before \(notBefore)", hint: "set this machine's clock right")
    }
    guard now < notAfter else {
      throw Problem(.unauthenticated, "the certificate ended at \(notAfter)", hint: "sign in again with `tsh login`")
    }
    return identity
  }
}

extension Sequence where Element == UInt8 {
  /// Lower-case hexadecimal, two digits a byte.
  var hexadecimal: String {
    reduce(into: "") { text, byte in
      text.append(byte < 16 ? "0" : "")
      text.append(String(byte, radix: 16))
    }
  }
}
