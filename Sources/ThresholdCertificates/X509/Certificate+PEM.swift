import Foundation
import SwiftASN1
import ThresholdModel
import X509

extension Certificate {
  /// The largest certificate that is read, in bytes of DER.
  static let largest = 64 * 1024

  /// Reads one certificate in PEM.
  /// - Throws: ``Problem`` of kind `badParameter`.
  static func read(pem: String) throws(Problem) -> Certificate {
    try read(der: derBytes(pem: pem))
  }

  /// Reads one certificate in DER.
  /// - Throws: ``Problem`` of kind `badParameter`.
  static func read(der bytes: [UInt8]) throws(Problem) -> Certificate {
    guard bytes.count <= largest else { throw Problem(.badParameter, "the certificate is larger than \(largest) bytes") }
    return try attempt(.badParameter, "the certificate cannot be read") { try Certificate(derEncoded: bytes) }
  }

  /// What stands between the `CERTIFICATE` markers. Text before, after or between several certificates is refused.
  /// - Throws: ``Problem`` of kind `badParameter`.
  static func derBytes(pem: String) throws(Problem) -> [UInt8] {
    guard pem.utf8.count <= largest * 2 else { throw Problem(.badParameter, "the certificate is larger than \(largest) bytes") }
    let text = pem.trimmingCharacters(in: .whitespacesAndNewlines)
    let hint = "it begins with -----BEGIN CERTIFICATE-----"
    let document = try attempt(.badParameter, "the certificate is not PEM", hint: hint) { try PEMDocument(pemString: text) }
    let label = document.discriminator
    guard label == defaultPEMDiscriminator else {
      throw Problem(.badParameter, "the PEM holds `\(label.escapedForDisplay)` instead of a certificate", hint: hint)
    }
    // The library passes over other text; two readers must not be able to see two different certificates.
    guard text.hasPrefix("-----BEGIN \(label)-----"), text.hasSuffix("-----END \(label)-----") else {
      throw Problem(.badParameter, "the certificate is not PEM", hint: hint)
    }
    return document.derBytes
  }

  /// The certificate in PEM, with a final newline as `openssl` writes it.
  /// - Throws: ``Problem`` of kind `internalError` for a certificate that cannot be written, which is a bug.
  func pem() throws(Problem) -> String {
    try attempt(.internalError, "the certificate could not be written") { try serializeAsPEM().pemString + "\n" }
  }
}

extension Certificate.SerialNumber {
  /// A random serial number of 128 bits. RFC 5280, section 4.1.2.2 wants it positive and at most 20 bytes long; the
  /// byte 1 in front keeps it positive, never zero and always of the same length.
  static func random() -> Self {
    var generator = SystemRandomNumberGenerator()
    return Self(bytes: [1] + (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }
}

extension Moment {
  /// The whole second at or before this moment: all that a certificate can hold.
  var wholeSecond: Date { Date(timeIntervalSince1970: Double(seconds)) }
}
