import Foundation
import Testing
import ThresholdModel

@testable import ThresholdCertificates

@Suite("SSH authorities and host certificates")
struct SSHAuthorityTests {
  let authority = SSHAuthority.create()
  let host = SSHKeyPair.generate().publicKey

  @Test("an authority that was stored is the same")
  func takingUp() throws {
    let again = try SSHAuthority(publicLine: authority.publicLine + " main ssh user authority", privateKey: authority.privateKey)
    #expect(again.publicKey == authority.publicKey && again.publicLine == authority.publicLine && again.privateKey == authority.privateKey)
    let bench = try Workbench()
    try bench.write(again.publicLine + "\n", to: "ca.pub")
    #expect(try bench.succeed("ssh-keygen -l -f ca.pub").contains(authority.publicKey.fingerprint))
  }

  @Test("keys that do not belong together, or are none, are refused without showing them")
  func misfits() throws {
    let other = SSHAuthority.create()
    let rsa = try Workbench().makeSSHKey("-t rsa -b 2048")
    let cases = [
      (other.publicLine, authority.privateKey), (rsa.line, authority.privateKey), ("", authority.privateKey), (authority.publicLine, ""),
      (authority.publicLine, "secret!"), (authority.publicLine, Data([1, 2, 3]).base64EncodedString()),
      (authority.publicLine, Data(count: 33).base64EncodedString()),
    ]
    for (line, key) in cases {
      let problem = refusal { () throws(Problem) in try SSHAuthority(publicLine: line, privateKey: key) }
      #expect(problem?.kind == .badParameter)
      if let problem, !key.isEmpty { #expect(!everyPrinting(of: problem).contains(key)) }
    }
  }

  @Test("private keys do not show themselves however they are printed")
  func secrecy() {
    let shown = everyPrinting(of: authority)
    #expect(shown.contains("<secret>") && !shown.contains(authority.privateKey) && !shown.contains("Curve25519"))
  }

  func sign(
    serial: UInt64 = 7, keyID: String = "5b0c", principals: [String] = ["5B0C", "DB1.Example.com", "192.0.2.9"], lifetime: Span = .days(366)
  ) throws(Problem) -> String {
    try authority.signHost(
      publicKey: host, serial: serial, keyID: keyID, principals: principals, validAfter: noon, validBefore: noon + lifetime)
  }

  @Test("ssh-keygen shows a host certificate with its names and year, and without options")
  func hostContents() throws {
    let bench = try Workbench()
    try bench.write(sign() + "\n", to: "host-cert.pub")
    let shown = try bench.succeed("ssh-keygen -L -f host-cert.pub").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(
      shown == [
        "host-cert.pub:", "Type: ssh-ed25519-cert-v01@openssh.com host certificate", "Public key: ED25519-CERT \(host.fingerprint)",
        "Signing CA: ED25519 \(authority.publicKey.fingerprint) (using ssh-ed25519)", "Key ID: \"5b0c\"", "Serial: 7",
        "Valid: from 2026-03-01T12:00:00 to 2027-03-02T12:00:00", "Principals:", "5b0c", "db1.example.com", "192.0.2.9",
        "Critical Options: (none)", "Extensions: (none)",
      ])
  }

  @Test("a host certificate for everybody, for ever or for nothing is refused")
  func refusals() {
    #expect(refusal { () throws(Problem) in try sign() } == nil)
    for principals in [[], [""], ["a", ""], ["*"], ["*.example.com"], ["a b"], ["a,b"], ["!a"], (0...100).map { "h\($0)" }] {
      #expect(refusal { () throws(Problem) in try sign(principals: principals) }?.kind == .badParameter, "\(principals)")
    }
    for lifetime in [Span.zero, .seconds(-1), .days(366) + 1, Span(milliseconds: .max - noon.milliseconds)] {
      #expect(refusal { () throws(Problem) in try sign(lifetime: lifetime) }?.kind == .badParameter, "\(lifetime)")
    }
    #expect(refusal { () throws(Problem) in try sign(serial: 0) } != nil)
    #expect(refusal { () throws(Problem) in try sign(keyID: "") } != nil)
  }
}

extension Span {
  fileprivate static func + (span: Span, seconds: Int64) -> Span { Span(milliseconds: span.milliseconds + seconds * 1000) }
}
