import Crypto
import Foundation
import SwiftASN1
public import ThresholdModel
import X509

extension X509Authority {
  /// Signs a client's certificate: clientAuth, our identity extension, a random serial number.
  /// - Parameters:
  ///   - publicKeyPEM: the client's public key, SubjectPublicKeyInfo on P-256 in PEM.
  ///   - notBefore: rounded down to whole seconds.
  ///   - notAfter: rounded down to whole seconds; brought forward to the authority's own end where that is earlier.
  /// - Returns: the certificate in PEM.
  /// - Throws: ``Problem`` of kind `badParameter` for a host authority, an identity that breaks its rules, another kind of
  ///   key, or times that leave nothing.
  public func issueClient(
    _ identity: Identity, publicKeyPEM: String, notBefore: Moment, notAfter: Moment
  ) throws(Problem) -> String {
    guard purpose == .user else { throw Problem(.badParameter, "a host authority does not sign clients") }
    let carrier = try identity.certificateExtension()
    // X.520 ends a common name at 64 characters; the subject is for people's eyes only.
    let name = identity.user.text.count <= 64 ? identity.user.text : identity.signIn.text
    return try issue(
      name: name, publicKeyPEM: publicKeyPEM, notBefore: notBefore, notAfter: notAfter, usage: .clientAuth, other: carrier)
  }

  /// Signs a listener's certificate: serverAuth and the names under which it is reached.
  /// - Parameters:
  ///   - names: DNS names (a leading `*.` is allowed) or IP addresses, 1 to 100.
  ///   - publicKeyPEM: the listener's public key, SubjectPublicKeyInfo on P-256 in PEM.
  ///   - notBefore: rounded down to whole seconds.
  ///   - notAfter: rounded down to whole seconds; brought forward to the authority's own end where that is earlier.
  /// - Returns: the certificate in PEM.
  /// - Throws: ``Problem`` of kind `badParameter` for a user authority, a name that is neither, another kind of key, or
  ///   times that leave nothing.
  public func issueServer(
    names: [String], publicKeyPEM: String, notBefore: Moment, notAfter: Moment
  ) throws(Problem) -> String {
    guard purpose == .host else { throw Problem(.badParameter, "a user authority does not sign servers") }
    guard (1...100).contains(names.count) else {
      throw Problem(.badParameter, "a server's certificate needs between 1 and 100 names")
    }
    var alternatives: [GeneralName] = []
    for name in names {
      let alternative = try Self.alternativeName(name)
      if !alternatives.contains(alternative) { alternatives.append(alternative) }
    }
    let carrier = try attempt(.internalError, "the server's names could not be written") { [alternatives] in
      try Certificate.Extension(SubjectAlternativeNames(alternatives), critical: false)
    }
    return try issue(
      name: "threshold server", publicKeyPEM: publicKeyPEM, notBefore: notBefore, notAfter: notAfter, usage: .serverAuth, other: carrier)
  }

  private func issue(
    name: String, publicKeyPEM: String, notBefore: Moment, notAfter: Moment,
    usage: ExtendedKeyUsage.Usage, other: Certificate.Extension
  ) throws(Problem) -> String {
    let publicKey = try attempt(.badParameter, "the public key is not a P-256 key in PEM") {
      Certificate.PublicKey(try P256.Signing.PublicKey(pemRepresentation: publicKeyPEM))
    }
    let end = min(notAfter, self.notAfter)
    guard notBefore.seconds >= 0, notBefore.seconds < end.seconds else {
      throw Problem(.badParameter, "the certificate would end before it begins")
    }
    let certificate = try attempt(.internalError, "the certificate could not be made") {
      try Certificate(
        version: .v3, serialNumber: .random(), publicKey: publicKey,
        notValidBefore: notBefore.wholeSecond, notValidAfter: end.wholeSecond,
        issuer: self.certificate.subject, subject: try DistinguishedName { CommonName(name) },
        signatureAlgorithm: .ecdsaWithSHA256,
        extensions: try Certificate.Extensions {
          Critical(BasicConstraints.notCertificateAuthority)
          Critical(KeyUsage(digitalSignature: true))
          try ExtendedKeyUsage([usage])
          AuthorityKeyIdentifier(keyIdentifier: try self.certificate.extensions.subjectKeyIdentifier?.keyIdentifier)
          SubjectKeyIdentifier(hash: publicKey)
          other
        },
        issuerPrivateKey: Certificate.PrivateKey(privateKey))
    }
    return try certificate.pem()
  }

  /// What a certificate calls a listener of this name.
  private static func alternativeName(_ name: String) throws(Problem) -> GeneralName {
    if let address = IPAddress(name) { return .ipAddress(ASN1OctetString(contentBytes: address.bytes[...])) }
    guard isDNSName(name) else {
      throw Problem(
        .badParameter, "`\(name.escapedForDisplay)` is neither a DNS name nor an IP address",
        hint: "write for example access.example.com, *.example.com, 192.0.2.7 or 2001:db8::7")
    }
    return .dnsName(name.lowercased())
  }

  /// RFC 1123 host names, with underscores as found in container networks, and a wildcard as the whole first label.
  private static func isDNSName(_ name: String) -> Bool {
    var labels = name.split(separator: ".", omittingEmptySubsequences: false)
    if labels.count > 2, labels[0] == "*" { labels.removeFirst() }
    // A last label of digits would be an IP address gone wrong.
    guard name.utf8.count <= 253, let last = labels.last, !last.allSatisfy({ ("0"..."9").contains($0) }) else { return false }
    return labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
          case UInt8(ascii: "-"), UInt8(ascii: "_"): true
          default: false
          }
        }
    }
  }
}
