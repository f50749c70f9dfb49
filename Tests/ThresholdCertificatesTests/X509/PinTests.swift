import Testing
import ThresholdModel

@testable import ThresholdCertificates

@Suite("Pins")
struct PinTests {
  @Test(
    "a pin is what openssl computes, whatever the kind of key",
    arguments: ["rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-384", "ed25519", "rsa:3072 -set_serial 0 -x509 -days 99999"])
  func openssl(key: String) throws {
    let bench = try Workbench()
    try bench.succeed("openssl req -x509 -nodes -newkey \(key) -keyout key.pem -out ca.pem -subj /CN=x")
    try expectAgreement(bench)
  }

  @Test("a pin of one of our authorities is what openssl computes, from PEM and from DER")
  func ours() throws {
    let bench = try Workbench()
    try bench.write(X509Authority.create(purpose: .host, cluster: "main", now: noon).certificatePEM, to: "ca.pem")
    try expectAgreement(bench)
  }

  func expectAgreement(_ bench: Workbench) throws {
    let sum = try bench.succeed("openssl x509 -in ca.pem -noout -pubkey | openssl pkey -pubin -outform der | sha256sum")
    let pem = try bench.read("ca.pem")
    let pin = try Pin(certificatePEM: pem)
    #expect(pin.description == "sha256:\(sum.prefix(64))")
    #expect(try Pin(certificateDER: derBytes(pem)) == pin)
    #expect(try Pin(text: pin.description) == pin)
    #expect(try Pin(text: "sha256:" + sum.prefix(64).uppercased()).hashValue == pin.hashValue)
  }

  @Test("an authority that was renewed with its key keeps its pin")
  func renewal() throws {
    let bench = try Workbench()
    try bench.succeed("openssl req -x509 -nodes -newkey ed25519 -keyout key.pem -out one.pem -subj /CN=one")
    try bench.succeed("openssl req -x509 -key key.pem -out two.pem -subj /CN=two")
    try bench.succeed("openssl req -x509 -nodes -newkey ed25519 -keyout other.pem -out three.pem -subj /CN=one")
    let pins = try ["one.pem", "two.pem", "three.pem"].map { try Pin(certificatePEM: bench.read($0)) }
    #expect(pins[0] == pins[1])
    #expect(pins[0] != pins[2])
  }

  @Test("pins that differ in one digit are different, whichever it is")
  func everyDigit() throws {
    let digits = Array(repeating: Character("0"), count: 64)
    let pin = try Pin(text: "sha256:" + String(digits))
    for index in 0..<64 {
      var other = digits
      other[index] = "8"
      #expect(try Pin(text: "sha256:" + String(other)) != pin)
    }
  }

  @Test(
    "text that is not a pin is refused in words",
    arguments: [
      "", "sha256:", "sha256", String(repeating: "a", count: 64), String(repeating: "a", count: 71),
      "sha256:" + String(repeating: "a", count: 63), "sha256:" + String(repeating: "a", count: 65),
      "SHA256:" + String(repeating: "a", count: 64), "sha1:" + String(repeating: "a", count: 66),
      "sha256:" + String(repeating: "a", count: 63) + "g", " sha256:" + String(repeating: "a", count: 64),
      "sha256:" + String(repeating: "a", count: 64) + "\n", "sha256:" + String(repeating: "é", count: 32),
      "sha256:" + String(repeating: "a:", count: 32),
    ])
  func refused(text: String) {
    #expect(refusal { () throws(Problem) in try Pin(text: text) }?.message == "`\(text.escapedForDisplay)` is not a pin")
  }

  @Test("a certificate that is cut short or turned over is refused or pinned, and never crashes")
  func hostileBytes() throws {
    let der = try derBytes(X509Authority.create(purpose: .user, cluster: "main", now: noon).certificatePEM)
    for cut in der.truncations {
      #expect(refusal { () throws(Problem) in try Pin(certificateDER: cut) } != nil)
    }
    #expect(refusal { () throws(Problem) in try Pin(certificateDER: der + [0]) } != nil)
    for flipped in der.flips { _ = try? Pin(certificateDER: flipped) }
    #expect(refusal { () throws(Problem) in try Pin(certificateDER: [UInt8](repeating: 0x30, count: 70_000)) } != nil)
  }
}
