import Testing
import ThresholdModel

@testable import ThresholdCertificates

@Suite("X.509 authorities")
struct X509AuthorityTests {
  @Test("an authority is a root that signs certificates of its kind and nothing below", arguments: [Authority.Purpose.user, .host])
  func constraints(purpose: Authority.Purpose) throws {
    let bench = try Workbench()
    let made = try X509Authority.create(purpose: purpose, cluster: "main", now: noon)
    try bench.write(made.certificatePEM, to: "ca.pem")
    let text = try bench.succeed("openssl x509 -in ca.pem -noout -text")
    #expect(text.contains("Subject: CN = main \(purpose.rawValue) authority"))
    #expect(text.contains("X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0"))
    #expect(text.contains("X509v3 Key Usage: critical\n                Certificate Sign\n"))
    #expect(text.contains(purpose == .user ? "TLS Web Client Authentication\n" : "TLS Web Server Authentication\n"))
    #expect(text.contains("ASN1 OID: prime256v1"))
    #expect(text.contains("Not Before: Mar  1 11:00:00 2026 GMT"))
    #expect(text.contains("Not After : Feb 29 12:00:00 2036 GMT"))
    #expect(made.authority.notAfter == noon + .days(3652))
    #expect(made.authority.purpose == purpose)
  }

  @Test("a long cluster name is cut in the subject, and two authorities are never alike")
  func subjects() throws {
    let bench = try Workbench()
    let made = try X509Authority.create(purpose: .user, cluster: String(repeating: "x", count: 200), now: noon)
    try bench.write(made.certificatePEM, to: "ca.pem")
    let subject = try bench.succeed("openssl x509 -in ca.pem -noout -subject")
    #expect(subject == "subject=CN = \(String(repeating: "x", count: 49)) user authority\n")
    let other = try X509Authority.create(purpose: .user, cluster: "main", now: noon)
    #expect(try Pin(certificatePEM: made.certificatePEM) != Pin(certificatePEM: other.certificatePEM))
  }

  @Test("purposes that are not X.509, and a cluster without a name, are refused in words")
  func refusedPurposes() throws {
    for purpose in [Authority.Purpose.sshUser, .sshHost, .audit] {
      let problem = refusal { () throws(Problem) in try X509Authority.create(purpose: purpose, cluster: "main", now: noon) }
      #expect(problem?.message == "a `\(purpose.rawValue)` authority does not sign X.509 certificates")
    }
    #expect(refusal { () throws(Problem) in try X509Authority.create(purpose: .user, cluster: "", now: noon) } != nil)
  }

  @Test("an authority that was stored signs as before")
  func takingUp() throws {
    let made = try X509Authority.create(purpose: .host, cluster: "main", now: noon)
    let again = try X509Authority(certificatePEM: made.certificatePEM, privateKeyPEM: made.privateKeyPEM)
    #expect(again.purpose == .host)
    #expect(again.certificatePEM == made.certificatePEM)
    let bench = try Workbench()
    try bench.write(made.certificatePEM, to: "ca.pem")
    let key = TLSKey.generate()
    try bench.write(
      again.issueServer(names: ["localhost"], publicKeyPEM: key.publicKeyPEM, notBefore: noon, notAfter: noon + .days(90)), to: "leaf.pem")
    try bench.succeed("openssl verify -attime \(noon.seconds + 1) -purpose sslserver -CAfile ca.pem leaf.pem")
  }

  @Test("a certificate or private key that does not fit is refused in words")
  func misfits() throws {
    let bench = try Workbench()
    let one = try X509Authority.create(purpose: .user, cluster: "main", now: noon)
    let two = try X509Authority.create(purpose: .user, cluster: "main", now: noon)
    let leafKey = TLSKey.generate()
    let leaf = try one.authority.issueClient(
      Identity(user: "alice", signIn: aliceSignIn), publicKeyPEM: leafKey.publicKeyPEM, notBefore: noon, notAfter: noon + .hours(1))
    // The same subject and key purpose, but no authority of ours: RSA, and without an extended key usage.
    try bench.succeed("openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -subj '/CN=main user authority' -days 30")
    let cases: [(certificate: String, key: String, message: String)] = [
      (one.certificatePEM, two.privateKeyPEM, "the authority's certificate and private key do not belong together"),
      (leaf, leafKey.privateKeyPEM, "the certificate is not that of a user or host authority"),
      (try bench.read("rsa.pem"), one.privateKeyPEM, "the certificate is not that of a user or host authority"),
      (one.certificatePEM, try bench.read("rsa.key"), "the authority's private key is not a P-256 key in PEM"),
      (one.certificatePEM, "", "the authority's private key is not a P-256 key in PEM"),
      ("", one.privateKeyPEM, "the certificate is not PEM"),
      (one.privateKeyPEM, one.privateKeyPEM, "the PEM holds `PRIVATE KEY` instead of a certificate"),
      (one.certificatePEM + two.certificatePEM, one.privateKeyPEM, "the certificate is not PEM"),
      ("note\n" + one.certificatePEM, one.privateKeyPEM, "the certificate is not PEM"),
    ]
    for (index, item) in cases.enumerated() {
      let problem = refusal { () throws(Problem) in try X509Authority(certificatePEM: item.certificate, privateKeyPEM: item.key) }
      #expect(problem?.message == item.message, "case \(index)")
      #expect(problem?.kind == .badParameter)
    }
  }

  @Test("an authority's certificate whose contents were changed is never taken up")
  func tamperedAuthority() throws {
    let made = try X509Authority.create(purpose: .user, cluster: "main", now: noon)
    let der = try derBytes(made.certificatePEM)
    // Certificate, TBSCertificate: each a tag and a length of three bytes. What follows the second is signed, and so is its head.
    let end = 8 + Int(der[6]) << 8 + Int(der[7])
    for flipped in der.flips {
      let pem = pemText("CERTIFICATE", flipped)
      guard (try? X509Authority(certificatePEM: pem, privateKeyPEM: made.privateKeyPEM)) != nil else { continue }
      // One signature has more than one spelling: a bit string may call its last bit unused when that is 0.
      #expect(flipped[..<end] == der[..<end])
    }
  }

  @Test("private keys do not show themselves however they are printed")
  func secrecy() throws {
    let made = try X509Authority.create(purpose: .user, cluster: "main", now: noon)
    let key = TLSKey.generate()
    #expect(everyPrinting(of: made.authority).contains("<secret>"))
    #expect(everyPrinting(of: key).contains("<secret>"))
    for shown in [everyPrinting(of: made.authority), everyPrinting(of: key)] {
      #expect(!shown.contains("PRIVATE") && !shown.contains("Crypto") && !shown.contains("P256"))
    }
    #expect(try TLSKey(privateKeyPEM: key.privateKeyPEM).publicKeyPEM == key.publicKeyPEM)
    #expect(refusal { () throws(Problem) in try TLSKey(privateKeyPEM: key.publicKeyPEM) }?.cause == nil)
  }
}
