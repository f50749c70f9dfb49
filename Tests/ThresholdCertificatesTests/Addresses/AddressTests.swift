import Foundation
import Testing
import ThresholdModel

@testable import ThresholdCertificates

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite("Addresses")
struct AddressTests {
  @Test("addresses are read strictly and written in one way")
  func table() {
    let cases: [(String, String?)] = [
      ("192.0.2.7", "192.0.2.7"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
      ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8:0:0:0:0:0:7", "2001:db8::7"),
      ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("1:2:3:4:5:6:192.0.2.7", "1:2:3:4:5:6:c000:207"),
      ("::ffff:192.0.2.7", "192.0.2.7"), ("64:ff9b::192.0.2.7", "64:ff9b::c000:207"),
      ("", nil), ("1.2.3", nil), ("1.2.3.4.5", nil), ("01.2.3.4", nil), ("256.1.1.1", nil), ("1.2.3.+4", nil), ("1.2.3.٤", nil),
      (" 1.2.3.4", nil),
      (":", nil), (":::", nil), ("1::2::3", nil), ("1:2:3:4:5:6:7", nil), ("1:2:3:4:5:6:7:8:9", nil), ("1:2:3:4:5:6:7::8", nil),
      ("12345::", nil),
      ("fe80::1%eth0", nil), ("::g", nil), ("1.2.3.4::", nil), ("::1.2.3.4:5", nil), (":1:2:3:4:5:6:7", nil), ("1:2:3:4:5:6:7:", nil),
      ("::+1", nil),
      ("[::1]", nil), ("::1\u{0}", nil),
    ]
    for (text, expected) in cases { #expect(IPAddress(text)?.description == expected, "\(text)") }
  }

  @Test("random text is an address exactly when the system says so")
  func againstTheSystem() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("0123456789af::::....")
    for _ in 0..<50_000 {
      let text = String((0..<Int.random(in: 2...14, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? ":" })
      var bytes = [UInt8](repeating: 0, count: 16)
      let isVersion4 = inet_pton(AF_INET, text, &bytes) == 1
      let known = isVersion4 || inet_pton(AF_INET6, text, &bytes) == 1
      let read = IPAddress(text)
      #expect((read != nil) == known, "\(text)")
      if let read, !isVersion4, read.width == 128 { #expect(read.bytes == bytes, "\(text)") }
      if let read { #expect(IPAddress(read.description) == read) }
    }
  }

  @Test("networks are read as sshd reads them")
  func networks() {
    let cases: [(String, String?)] = [
      ("192.0.2.7", "192.0.2.7"), ("192.0.2.0/24", "192.0.2.0/24"), ("192.0.2.7/32", "192.0.2.7"), ("128.0.0.0/1", "128.0.0.0/1"),
      ("2001:db8::/32", "2001:db8::/32"), ("2001:DB8::7/128", "2001:db8::7"), ("192.0.2.6/31", "192.0.2.6/31"),
      ("192.0.2.7/31", nil), ("192.0.2.7/24", nil), ("0.0.0.0/0", nil), ("::/0", nil), ("192.0.2.0/33", nil), ("::/129", nil),
      ("192.0.2.0/", nil),
      ("192.0.2.0/024", nil), ("192.0.2.0/+24", nil), ("192.0.2.0/-1", nil), ("/24", nil), ("192.0.2.0/24/24", nil), ("host", nil),
      ("*", nil), ("", nil),
      ("!192.0.2.7", nil), ("192.0.2.7,10.0.0.1", nil), ("::ffff:192.0.2.0/120", nil), ("192.0.2.0/255.255.255.0", nil),
      ("192.0.2.7 ", nil),
    ]
    for (text, expected) in cases { #expect((try? SourceAddress(text: text))?.text == expected, "\(text)") }
  }
}
