import Crypto
import Foundation
import Testing
import ThresholdModel
import X509

@testable import ThresholdCertificates

@Suite("Reading a peer's certificate")
struct PeerCertificateTests {
  let made: (authority: X509Authority, certificatePEM: String, privateKeyPEM: String)
  let pem: String

  init() throws {
    made = try X509Authority.create(purpose: .user, cluster: "main", now: noon)
    pem = try made.authority.issueClient(
      alice, publicKeyPEM: TLSKey.generate().publicKeyPEM, notBefore: noon, notAfter: noon + .hours(1))
  }

  @Test("who it stands for counts from its first second until its end, the end excluded")
  func validity() throws {
    let peer = try PeerCertificate(certificatePEM: pem)
    #expect(peer.identity == alice && peer.hasClientAuth && peer.notBefore == noon && peer.notAfter == noon + .hours(1))
    #expect(try PeerCertificate(derBytes: derBytes(pem)) == peer)
    let end = (noon + .hours(1)).milliseconds
    let cases: [(at: Moment, message: String?)] = [
      (Moment(milliseconds: noon.milliseconds - 1), "the certificate is not valid before 2026-03-01T12:00:00Z"),
      (noon, nil), (Moment(milliseconds: end - 1), nil),
      (Moment(milliseconds: end), "the certificate ended at 2026-03-01T13:00:00Z"),
      (Moment(milliseconds: .max), "the certificate ended at 2026-03-01T13:00:00Z"),
    ]
    for item in cases {
      let problem = refusal { () throws(Problem) in try peer.identity(at: item.at) }
      #expect(problem?.message == item.message)
      #expect(problem == nil || problem?.kind == .unauthenticated)
    }
  }

  @Test("certificates of servers and authorities stand for nobody")
  func notClients() throws {
    let host = try X509Authority.create(purpose: .host, cluster: "main", now: noon).authority
    let server = try host.issueServer(
      names: ["localhost"], publicKeyPEM: TLSKey.generate().publicKeyPEM, notBefore: noon, notAfter: noon + .hours(1))
    for other in [server, host.certificatePEM, made.certificatePEM] {
      let peer = try PeerCertificate(certificatePEM: other)
      #expect(peer.identity == nil)
      #expect(refusal { () throws(Problem) in try peer.identity(at: noon) }?.message == "the certificate is not for clients")
    }
  }

  /// A certificate of our authority with these extensions, made by hand.
  func forged(_ carrier: [UInt8]?, clientAuth: Bool = true, authority: Bool = false) throws -> PeerCertificate {
    let certificate = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: .init(P256.Signing.PrivateKey().publicKey),
      notValidBefore: noon.date, notValidAfter: (noon + .hours(1)).date,
      issuer: DistinguishedName { CommonName("main user authority") }, subject: DistinguishedName { CommonName("alice") },
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        authority ? Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)) : Critical(.notCertificateAuthority)
        try ExtendedKeyUsage([clientAuth ? .clientAuth : .any])
        if let carrier { Certificate.Extension(oid: Identity.oid, critical: false, value: carrier[...]) }
      },
      issuerPrivateKey: .init(P256.Signing.PrivateKey(pemRepresentation: made.privateKeyPEM)))
    return try PeerCertificate(certificatePEM: certificate.pem())
  }

  func utf8String(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    return (bytes.count < 128 ? [0x0C, UInt8(bytes.count)] : [0x0C, 0x81, UInt8(bytes.count)]) + bytes
  }

  @Test("an authority, `any` usage or a missing extension stand for nobody even with our signature")
  func wrongShape() throws {
    let carrier = utf8String("{\"sign_in\":\"\(aliceSignIn)\",\"user\":\"alice\"}")
    #expect(try forged(carrier).identity(at: noon) == alice)
    let cases: [(PeerCertificate, String)] = [
      (try forged(carrier, clientAuth: false), "the certificate is not for clients"),
      (try forged(carrier, authority: true), "the certificate is not for clients"),
      (try forged(nil), "the certificate says nothing about a sign-in"),
    ]
    for (peer, message) in cases {
      #expect(refusal { () throws(Problem) in try peer.identity(at: noon) }?.message == message)
    }
  }

  @Test("an identity written in any way but ours is refused")
  func strictIdentity() throws {
    let id = aliceSignIn.text
    let good = utf8String("{\"sign_in\":\"\(id)\",\"user\":\"alice\"}")
    let texts = [
      "", "{}", "null", "[]", "\"alice\"", "{\"user\":\"alice\"}", "{\"sign_in\":\"\(id)\"}",
      "{\"user\":\"alice\",\"sign_in\":\"\(id)\"}", "{\"sign_in\":\"\(id)\", \"user\":\"alice\"}",
      "{\"sign_in\":\"\(id)\",\"user\":\"alice\"} ", "{\"sign_in\":\"\(id)\",\"user\":\"alice\",\"user\":\"root\"}",
      "{\"sign_in\":\"\(id)\",\"user\":\"alice\",\"x\":1}", "{\"sign_in\":\"\(id)\",\"user\":\"\\u0061lice\"}",
      "{\"sign_in\":\"\(id)\",\"user\":null}", "{\"sign_in\":\"\(id)\",\"user\":1}", "{\"sign_in\":\"\(id)\",\"user\":\"a b\"}",
      "{\"sign_in\":\"\(id)\",\"user\":\"\"}", "{\"sign_in\":\"x\",\"user\":\"alice\"}",
      "{\"sign_in\":\"\(id.uppercased())\",\"user\":\"alice\"}", "{\"sign_in\":\"\(id)\",\"user\":\"ali\u{0}ce\"}",
    ]
    var carriers = texts.map(utf8String)
    carriers += [[], Array(good.dropFirst(2)), [0x13] + good.dropFirst(), [0x0C, 0x81] + good.dropFirst(), good + [0]]
    for carrier in carriers {
      let peer = try forged(carrier)
      #expect(peer.identity == nil)
      #expect(refusal { () throws(Problem) in try peer.identity(at: noon) }?.message == "the certificate's identity cannot be read")
    }
  }

  @Test("bytes that are cut short or turned over are refused or read, and never crash")
  func hostileBytes() throws {
    let der = try derBytes(pem)
    for cut in der.truncations {
      #expect(refusal { () throws(Problem) in try PeerCertificate(derBytes: cut) }?.kind == .badParameter)
    }
    #expect(refusal { () throws(Problem) in try PeerCertificate(derBytes: der + [0]) } != nil)
    for flipped in der.flips {
      guard let peer = try? PeerCertificate(derBytes: flipped) else { continue }
      // What stands for somebody is still well-formed; that it is forged is the signature's to show.
      if let identity = try? peer.identity(at: noon) { #expect(refusal { () throws(Problem) in try identity.check() } == nil) }
    }
  }

  @Test("PEM that is not one certificate is refused in words")
  func hostilePEM() throws {
    let lines = pem.split(separator: "\n").map(String.init)
    let cases = [
      "", "\n", "x", lines.dropFirst().joined(separator: "\n"), lines.dropLast().joined(separator: "\n"), pem + pem, "x\n" + pem,
      pem + "x\n",
      pem.replacingOccurrences(of: "CERTIFICATE", with: "CERTIFICATE REQUEST"), lines[0] + "\n" + lines[lines.count - 1],
      pem.replacingOccurrences(of: lines[3], with: "!" + lines[3].dropFirst()), String(repeating: "A", count: 200_000),
      made.privateKeyPEM, pem.replacingOccurrences(of: lines[3] + "\n", with: ""),
    ]
    for (index, text) in cases.enumerated() {
      #expect(refusal { () throws(Problem) in try PeerCertificate(certificatePEM: text) }?.kind == .badParameter, "case \(index)")
    }
    for length in stride(from: 0, to: pem.count - 2, by: 7) {
      #expect(refusal { () throws(Problem) in try PeerCertificate(certificatePEM: String(pem.prefix(length))) } != nil)
    }
    #expect(refusal { () throws(Problem) in try PeerCertificate(derBytes: [UInt8](repeating: 0x30, count: 65_537)) } != nil)
    #expect(refusal { () throws(Problem) in try PeerCertificate(derBytes: [UInt8](repeating: 0x30, count: 65_536)) } != nil)
    #expect(
      refusal { () throws(Problem) in try PeerCertificate(certificatePEM: "\n" + pem.replacingOccurrences(of: "\n", with: "\r\n")) } == nil)
  }
}
