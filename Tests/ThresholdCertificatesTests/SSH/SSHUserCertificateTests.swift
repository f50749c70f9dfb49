import Foundation
import Testing
import ThresholdModel

@testable import ThresholdCertificates

@Suite("SSH user certificates")
struct SSHUserCertificateTests {
  let authority = SSHAuthority.create()
  let pair = SSHKeyPair.generate()

  func request(_ change: (inout SSHUserCertificate) -> Void = { _ in }) -> SSHUserCertificate {
    var request = SSHUserCertificate(
      publicKey: pair.publicKey, serial: 18_446_744_073_709_551_615, keyID: "alice 3f0c9f2e", principal: "root@5b0c",
      validAfter: noon - .seconds(60), validBefore: noon + .seconds(120), sourceAddresses: ["192.0.2.7", "2001:DB8::/32"],
      extensions: ["permit-pty": "", "permit-X11-forwarding": "", "grant@threshold.dev": "", "permit-agent-forwarding": ""])
    change(&request)
    return request
  }

  @Test("ssh-keygen shows one principal, the addresses, the times, the serial and the sorted extensions")
  func contents() throws {
    let bench = try Workbench()
    let line = try authority.signUser(request())
    #expect(line.hasPrefix("ssh-ed25519-cert-v01@openssh.com AAAA") && line.split(separator: " ").count == 2)
    try bench.write(line + "\n", to: "key-cert.pub")
    let shown = try bench.succeed("ssh-keygen -L -f key-cert.pub").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(
      shown == [
        "key-cert.pub:", "Type: ssh-ed25519-cert-v01@openssh.com user certificate",
        "Public key: ED25519-CERT \(pair.publicKey.fingerprint)",
        "Signing CA: ED25519 \(authority.publicKey.fingerprint) (using ssh-ed25519)",
        "Key ID: \"alice 3f0c9f2e\"", "Serial: 18446744073709551615", "Valid: from 2026-03-01T11:59:00 to 2026-03-01T12:02:00",
        "Principals:", "root@5b0c", "Critical Options:", "source-address 192.0.2.7,2001:db8::/32",
        "Extensions:", "grant@threshold.dev UNKNOWN FLAG OPTION", "permit-X11-forwarding", "permit-agent-forwarding", "permit-pty",
      ])
  }

  @Test("keys of every kind are certified as ssh-keygen reads them", arguments: sshKinds)
  func kinds(kind: String) throws {
    let bench = try Workbench()
    let key = try bench.makeSSHKey(kind)
    try bench.write(authority.signUser(request { $0.publicKey = key }) + "\n", to: "key-cert.pub")
    let shown = try bench.succeed("ssh-keygen -L -f key-cert.pub")
    #expect(shown.contains(key.algorithm.certificateName) && shown.contains(key.fingerprint) && shown.contains("root@5b0c"))
  }

  @Test("a signature with the certificate counts for its principal, in its time, under its authority, and not otherwise")
  func chain() throws {
    let bench = try Workbench()
    try bench.write(pair.privateKeyFile, to: "key")
    try bench.write(authority.signUser(request()) + "\n", to: "key-cert.pub")
    try bench.write("words", to: "message")
    try bench.succeed("ssh-keygen -Y sign -n test -f key-cert.pub message")
    try bench.write("* cert-authority \(authority.publicLine)\n", to: "ours")
    try bench.write("* cert-authority \(SSHAuthority.create().publicLine)\n", to: "foreign")
    let cases: [(signers: String, principal: String, time: String, succeeds: Bool)] = [
      ("ours", "root@5b0c", "20260301115900Z", true), ("ours", "root@5b0c", "20260301120159Z", true),
      ("ours", "root@5b0c", "20260301120200Z", false), ("ours", "root@5b0c", "20260301115859Z", false),
      ("ours", "root@5b0d", "20260301120000Z", false), ("ours", "root", "20260301120000Z", false),
      ("foreign", "root@5b0c", "20260301120000Z", false),
    ]
    for item in cases {
      let outcome = try bench.run(
        "ssh-keygen -Y verify -n test -f \(item.signers) -I '\(item.principal)' -O verify-time=\(item.time) -s message.sig < message")
      #expect(outcome.succeeded == item.succeeds, "\(item): \(outcome.output)")
    }
  }

  @Test("a certificate with a bit turned over is refused by ssh-keygen, wherever the bit is")
  func tampering() throws {
    let bench = try Workbench()
    let line = try authority.signUser(request())
    let blob = Array(try #require(Data(base64Encoded: String(line.split(separator: " ")[1]))))
    let files = stride(from: 0, to: blob.count, by: 9).map { index -> String in
      var flipped = blob
      flipped[index] ^= 1
      return "\(line.split(separator: " ")[0]) \(Data(flipped).base64EncodedString())"
    }
    for (index, file) in files.enumerated() { try bench.write(file + "\n", to: "\(index).pub") }
    try bench.write(line + "\n", to: "good.pub")
    let accepted = try bench.succeed("for file in *.pub; do ssh-keygen -L -f $file >/dev/null 2>&1 && echo $file; done; true")
    #expect(accepted == "good.pub\n")
  }

  @Test("what would be too wide is refused")
  func refusals() {
    let good = request()
    let wide = String(repeating: "a", count: 257)
    let changes: [(String, (inout SSHUserCertificate) -> Void)] = [
      ("no serial", { $0.serial = 0 }),
      ("no key id", { $0.keyID = "" }), ("long key id", { $0.keyID = wide }), ("key id with newline", { $0.keyID = "a\nb" }),
      ("no principal", { $0.principal = "" }), ("blank principal", { $0.principal = " " }),
      ("two principals", { $0.principal = "root,admin" }),
      ("wildcard", { $0.principal = "*" }), ("wildcard", { $0.principal = "roo?" }), ("negation", { $0.principal = "!root" }),
      ("comment", { $0.principal = "root#x" }), ("quote", { $0.principal = "\"root\"" }), ("control", { $0.principal = "root\u{0}" }),
      ("beyond ASCII", { $0.principal = "röot" }), ("long principal", { $0.principal = wide }),
      ("no address", { $0.sourceAddresses = [] }), ("empty address", { $0.sourceAddresses = [""] }),
      ("every address", { $0.sourceAddresses = ["0.0.0.0/0"] }), ("every address", { $0.sourceAddresses = ["192.0.2.7", "::/0"] }),
      ("name as address", { $0.sourceAddresses = ["gateway.example"] }), ("list in one", { $0.sourceAddresses = ["192.0.2.7,192.0.2.8"] }),
      ("host bits", { $0.sourceAddresses = ["192.0.2.7/24"] }),
      ("many addresses", { $0.sourceAddresses = Array(repeating: "192.0.2.7", count: 65) }),
      ("empty", { $0.validBefore = $0.validAfter }), ("backwards", { $0.validBefore = $0.validAfter - .seconds(1) }),
      ("within a second", { $0.validBefore = Moment(milliseconds: $0.validAfter.milliseconds + 999) }),
      ("too long", { $0.validBefore = $0.validAfter + .seconds(301) }),
      ("for ever", { $0.validBefore = Moment(milliseconds: .max) }),
      ("always", { ($0.validAfter, $0.validBefore) = (Moment(seconds: 0), Moment(milliseconds: .max)) }),
      ("before 1970", { ($0.validAfter, $0.validBefore) = (Moment(milliseconds: -1), Moment(seconds: 10)) }),
      ("least moment", { $0.validAfter = Moment(milliseconds: .min) }),
      ("empty extension", { $0.extensions = ["": ""] }), ("extension with space", { $0.extensions = ["permit pty": ""] }),
      ("long value", { $0.extensions = ["x": String(repeating: "a", count: 1025)] }),
      ("many extensions", { $0.extensions = Dictionary(uniqueKeysWithValues: (0..<33).map { ("x\($0)", "") }) }),
    ]
    #expect(refusal { () throws(Problem) in try authority.signUser(good) } == nil)
    for (name, change) in changes {
      #expect(refusal { () throws(Problem) in try authority.signUser(request(change)) }?.kind == .badParameter, "\(name)")
    }
  }

  @Test("five minutes are allowed to the second, and fractions are cut off")
  func longest() throws {
    let bench = try Workbench()
    let line = try authority.signUser(
      request {
        $0.validAfter = Moment(milliseconds: noon.milliseconds + 1)
        $0.validBefore = Moment(milliseconds: noon.milliseconds + 300_999)
        $0.extensions = [:]
      })
    try bench.write(line + "\n", to: "key-cert.pub")
    let shown = try bench.succeed("ssh-keygen -L -f key-cert.pub")
    #expect(shown.contains("Valid: from 2026-03-01T12:00:00 to 2026-03-01T12:05:00") && shown.contains("Extensions: (none)"))
  }

  @Test("two certificates for the same request differ by their nonce")
  func nonce() throws {
    #expect(try authority.signUser(request()) != authority.signUser(request()))
  }
}
