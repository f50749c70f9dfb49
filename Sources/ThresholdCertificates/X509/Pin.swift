import Crypto
import SwiftASN1
public import ThresholdModel
import X509

/// What a person notes down to recognise an authority again: SHA-256 over the DER SubjectPublicKeyInfo of its
/// certificate, written `sha256:` and 64 hexadecimal digits.
///
/// The same value comes from `openssl x509 -in CA.pem -noout -pubkey | openssl pkey -pubin -outform der | sha256sum`.
/// Pins compare in constant time. Source: RFC 7469, section 2.4; reference, cli-api-terraform (`--ca-pin`).
public struct Pin: Hashable, Sendable, CustomStringConvertible {
  /// The digest, 32 bytes.
  public let digest: [UInt8]

  /// Reads the text form; hexadecimal digits of either case.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(text: String) throws(Problem) {
    let digits = Array(text.utf8.dropFirst(Self.prefix.utf8.count))
    let nibbles = digits.compactMap(Self.nibble)
    guard text.hasPrefix(Self.prefix), digits.count == 64, nibbles.count == 64 else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a pin",
        hint: "write sha256: and 64 hexadecimal digits; `tctl status` prints it")
    }
    digest = stride(from: 0, to: 64, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
  }

  /// The pin of the one certificate in this PEM.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(certificatePEM: String) throws(Problem) {
    try self.init(certificateDER: Certificate.derBytes(pem: certificatePEM))
  }

  /// The pin of a certificate in DER.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(certificateDER: [UInt8]) throws(Problem) {
    guard certificateDER.count <= Certificate.largest else {
      throw Problem(.badParameter, "the certificate is larger than \(Certificate.largest) bytes")
    }
    guard let info = Self.subjectPublicKeyInfo(of: certificateDER) else {
      throw Problem(.badParameter, "the certificate cannot be read")
    }
    digest = Array(SHA256.hash(data: info))
  }

  public var description: String { Self.prefix + digest.hexadecimal }

  public static func == (left: Pin, right: Pin) -> Bool {
    zip(left.digest, right.digest).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static let prefix = "sha256:"

  private static func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The bytes as they stand in the certificate: writing the parsed key anew would know only some kinds of key.
  ///
  /// `Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version, serialNumber, signature, issuer, validity, subject,
  /// subjectPublicKeyInfo, … }, … }` (RFC 5280, section 4.1); version 1, which leaves the version out, is refused.
  private static func subjectPublicKeyInfo(of certificate: [UInt8]) -> ArraySlice<UInt8>? {
    guard
      let root = try? DER.parse(certificate), let outer = children(of: root), outer.count == 3,
      let inner = children(of: outer[0]), inner.count >= 7,
      inner[0].identifier == ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific),
      children(of: inner[6])?.count == 2
    else { return nil }
    return inner[6].encodedBytes
  }

  private static func children(of node: ASN1Node) -> [ASN1Node]? {
    guard node.identifier == .sequence, case .constructed(let nodes) = node.content else { return nil }
    return Array(nodes)
  }
}
