import Foundation
import Testing
import ThresholdModel

@testable import ThresholdCertificates

let aliceSignIn: SignInID = "3f0c9f2e-54b1-4a57-9c7e-0a4e4f1d2b3c"
let alice = Identity(user: "alice", signIn: aliceSignIn)

/// PEM as `openssl` writes it.
func pemText(_ label: String, _ der: [UInt8]) -> String {
  "-----BEGIN \(label)-----\n\(Data(der).base64EncodedString().broken(after: 64))\n-----END \(label)-----\n"
}

@Suite("Issuing X.509 certificates")
struct IssuingTests {
  let user: X509Authority
  let host: X509Authority
  let key = TLSKey.generate()

  init() throws {
    user = try X509Authority.create(purpose: .user, cluster: "main", now: noon).authority
    host = try X509Authority.create(purpose: .host, cluster: "main", now: noon).authority
  }

  func client(until end: Moment = noon + .hours(12)) throws -> String {
    try user.issueClient(alice, publicKeyPEM: key.publicKeyPEM, notBefore: noon, notAfter: end)
  }

  @Test("openssl verifies a client under its own authority, for clients, in its time, and in no other case")
  func clientChain() throws {
    let bench = try Workbench()
    let successor = try X509Authority.create(purpose: .user, cluster: "main", now: noon)
    try bench.write(user.certificatePEM, to: "user.pem")
    try bench.write(successor.certificatePEM, to: "successor.pem")
    try bench.write(successor.certificatePEM + user.certificatePEM, to: "both.pem")
    try bench.write(host.certificatePEM, to: "host.pem")
    try bench.write(client(), to: "leaf.pem")
    let during = noon.seconds + 60
    let cases: [(arguments: String, succeeds: Bool)] = [
      ("-attime \(during) -purpose sslclient -CAfile user.pem", true),
      ("-attime \(during) -purpose sslclient -x509_strict -CAfile user.pem", true),
      // A successor has the same subject: key identifiers tell them apart.
      ("-attime \(during) -purpose sslclient -CAfile both.pem", true),
      ("-attime \(during) -purpose sslclient -CAfile successor.pem", false),
      ("-attime \(during) -purpose sslclient -CAfile host.pem", false),
      ("-attime \(during) -purpose sslserver -CAfile user.pem", false),
      ("-attime \(noon.seconds - 1) -purpose sslclient -CAfile user.pem", false),
      ("-attime \(noon.seconds + 12 * 3600 + 1) -purpose sslclient -CAfile user.pem", false),
    ]
    for item in cases {
      let outcome = try bench.run("openssl verify -no-CApath -no-CAstore \(item.arguments) leaf.pem")
      #expect(outcome.succeeded == item.succeeds, "\(item.arguments): \(outcome.output)")
    }
  }

  @Test("a client's certificate says who and which sign-in, and nothing of what they may do")
  func clientContents() throws {
    let bench = try Workbench()
    try bench.write(client(), to: "leaf.pem")
    let text = try bench.succeed("openssl x509 -in leaf.pem -noout -text")
    #expect(text.contains("Subject: CN = alice\n"))
    #expect(text.contains("X509v3 Basic Constraints: critical\n                CA:FALSE"))
    #expect(text.contains("X509v3 Key Usage: critical\n                Digital Signature\n"))
    #expect(text.contains("X509v3 Extended Key Usage: \n                TLS Web Client Authentication\n"))
    #expect(text.contains("\(Identity.extensionOID): \n"))
    #expect(text.contains("Not Before: Mar  1 12:00:00 2026 GMT") && text.contains("Not After : Mar  2 00:00:00 2026 GMT"))
    let json = try bench.succeed("openssl asn1parse -in leaf.pem | grep -A1 \(Identity.extensionOID) | tail -1")
    let hex = json.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    let expected = Array("{\"sign_in\":\"\(aliceSignIn)\",\"user\":\"alice\"}".utf8)
    #expect(hex?.lowercased() == ([0x0C, UInt8(expected.count)] + expected).hexadecimal)
  }

  @Test("openssl verifies a server under its names and addresses, and under no other")
  func serverChain() throws {
    let bench = try Workbench()
    try bench.write(host.certificatePEM, to: "host.pem")
    let names = ["Access.Example.com", "*.apps.example.com", "localhost", "my_host", "192.0.2.7", "2001:db8::7", "localhost"]
    try bench.write(
      host.issueServer(names: names, publicKeyPEM: key.publicKeyPEM, notBefore: noon, notAfter: noon + .days(90)), to: "leaf.pem")
    let text = try bench.succeed("openssl x509 -in leaf.pem -noout -ext subjectAltName")
    #expect(
      text.contains(
        "DNS:access.example.com, DNS:*.apps.example.com, DNS:localhost, DNS:my_host, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7\n"
      ))
    let cases: [(check: String, succeeds: Bool)] = [
      ("-verify_hostname access.example.com", true), ("-verify_hostname web.apps.example.com", true),
      ("-verify_hostname localhost", true), ("-verify_ip 192.0.2.7", true), ("-verify_ip 2001:db8::7", true),
      ("-verify_hostname example.com", false), ("-verify_ip 192.0.2.8", false), ("-verify_hostname 'threshold server'", false),
      ("-purpose sslclient", false),
    ]
    let verify = "openssl verify -no-CApath -no-CAstore -attime \(noon.seconds) -purpose sslserver -CAfile host.pem"
    for item in cases {
      let outcome = try bench.run(
        "\(verify) \(item.check) leaf.pem")
      #expect(outcome.succeeded == item.succeeds, "\(item.check): \(outcome.output)")
    }
  }

  @Test(
    "what is neither a DNS name nor an address is refused in words",
    arguments: [
      "", " ", "a b", "a..b", ".a", "a.", "-a.example", "a-.example", "*", "*.com", "a.*.example.com", "**.example.com", "bücher.example",
      "10.0.0", "10.0.0.256", "010.0.0.1", "1.2.3.4.5", "::1%eth0", "[::1]", "localhost:443", "a/b", "a\u{0}b", "a\nb",
      String(repeating: "a", count: 64), String(repeating: "a.", count: 127) + "example",
    ])
  func refusedNames(name: String) {
    let problem = refusal { () throws(Problem) in
      try host.issueServer(names: ["localhost", name], publicKeyPEM: key.publicKeyPEM, notBefore: noon, notAfter: noon + .days(1))
    }
    #expect(problem?.message == "`\(name.escapedForDisplay)` is neither a DNS name nor an IP address")
  }

  @Test("a server without names, or with over a hundred, is refused")
  func nameCounts() {
    for names in [[], (0...100).map { "host\($0).example" }] {
      let problem = refusal { () throws(Problem) in
        try host.issueServer(names: names, publicKeyPEM: key.publicKeyPEM, notBefore: noon, notAfter: noon + .days(1))
      }
      #expect(problem?.message == "a server's certificate needs between 1 and 100 names")
    }
  }

  @Test("an authority of one kind does not sign the other")
  func kindsApart() {
    #expect(
      refusal { () throws(Problem) in
        try host.issueClient(alice, publicKeyPEM: key.publicKeyPEM, notBefore: noon, notAfter: noon + .hours(1))
      }?.message == "a host authority does not sign clients")
    #expect(
      refusal { () throws(Problem) in
        try user.issueServer(names: ["localhost"], publicKeyPEM: key.publicKeyPEM, notBefore: noon, notAfter: noon + .hours(1))
      }?.message == "a user authority does not sign servers")
  }

  @Test("keys other than P-256 are refused in words")
  func otherKeys() throws {
    let bench = try Workbench()
    for (index, options) in [
      "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-algorithm ED25519",
    ].enumerated() {
      try bench.succeed("openssl genpkey \(options) | openssl pkey -pubout -out \(index).pem")
    }
    let cases = [try bench.read("0.pem"), try bench.read("1.pem"), try bench.read("2.pem"), "", "AAAA", key.privateKeyPEM]
    for pem in cases {
      let problem = refusal { () throws(Problem) in
        try user.issueClient(alice, publicKeyPEM: pem, notBefore: noon, notAfter: noon + .hours(1))
      }
      #expect(problem?.message == "the public key is not a P-256 key in PEM")
      #expect(problem?.kind == .badParameter)
    }
  }

  @Test("a certificate never outlives its authority, and times that leave nothing are refused")
  func ends() throws {
    let late = try PeerCertificate(certificatePEM: client(until: noon + .days(40_000)))
    #expect(late.notAfter == user.notAfter)
    let fractions = try user.issueClient(
      alice, publicKeyPEM: key.publicKeyPEM, notBefore: Moment(milliseconds: noon.milliseconds + 1),
      notAfter: Moment(milliseconds: noon.milliseconds + 1999))
    #expect(try PeerCertificate(certificatePEM: fractions).notAfter == noon + .seconds(1))
    let cases: [(Moment, Moment)] = [
      (noon, noon), (noon, noon - .seconds(1)), (noon, Moment(milliseconds: noon.milliseconds + 999)),
      (user.notAfter, user.notAfter + .hours(1)), (Moment(seconds: -10), noon), (Moment(milliseconds: .max), Moment(milliseconds: .max)),
    ]
    for (start, end) in cases {
      let problem = refusal { () throws(Problem) in
        try user.issueClient(alice, publicKeyPEM: key.publicKeyPEM, notBefore: start, notAfter: end)
      }
      #expect(problem?.message == "the certificate would end before it begins")
    }
  }

  @Test("serial numbers are random, positive and of one length")
  func serials() throws {
    let serials = try (0..<50).map { _ in try PeerCertificate(certificatePEM: client()).serial }
    #expect(Set(serials).count == 50)
    #expect(serials.allSatisfy { $0.count == 34 && $0.hasPrefix("01") })
    let bench = try Workbench()
    let pem = try client()
    try bench.write(pem, to: "leaf.pem")
    let shown = try bench.succeed("openssl x509 -in leaf.pem -noout -serial")
    #expect(shown.lowercased() == "serial=\(try PeerCertificate(certificatePEM: pem).serial)\n")
  }

  @Test(
    "an identity that breaks its rules does not get into a certificate",
    arguments: [
      Identity(user: "", signIn: aliceSignIn), Identity(user: "a b", signIn: aliceSignIn), Identity(user: "a\"b", signIn: aliceSignIn),
      Identity(user: "alice", signIn: ""), Identity(user: "alice", signIn: "1"),
      Identity(user: "alice", signIn: SignInID(aliceSignIn.text.uppercased())),
      Identity(user: UserName(String(repeating: "a", count: 129)), signIn: aliceSignIn),
    ])
  func refusedIdentities(identity: Identity) {
    let problem = refusal { () throws(Problem) in
      try user.issueClient(identity, publicKeyPEM: key.publicKeyPEM, notBefore: noon, notAfter: noon + .hours(1))
    }
    #expect(problem?.kind == .badParameter)
  }

  @Test("the longest user name and every allowed character come back as they were")
  func identities() throws {
    for name in [String(repeating: "a", count: 128), "Alice+ops@example.com", "a_b-c.d"] {
      let identity = Identity(user: UserName(name), signIn: aliceSignIn)
      let pem = try user.issueClient(identity, publicKeyPEM: key.publicKeyPEM, notBefore: noon, notAfter: noon + .hours(1))
      #expect(try PeerCertificate(certificatePEM: pem).identity(at: noon) == identity)
    }
  }
}
