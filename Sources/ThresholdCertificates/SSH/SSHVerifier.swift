import Crypto
import CryptoExtras
import Foundation
import ThresholdModel

/// The mathematics of a public key: what checks its signatures.
enum SSHVerifier: Sendable {
  case ed25519(Curve25519.Signing.PublicKey)
  case ecdsaP256(P256.Signing.PublicKey)
  case ecdsaP384(P384.Signing.PublicKey)
  case ecdsaP521(P521.Signing.PublicKey)
  case rsa(_RSA.Signing.PublicKey)

  /// RSA moduli that are accepted, in bits; the cryptography library verifies no larger ones.
  static let rsaBits = 2048...8192

  /// Reads a key's fields, those after the algorithm's name.
  /// - Throws: ``Problem`` for an RSA key of the wrong size, anything else for damage.
  init(_ algorithm: SSHAlgorithm, fields reader: inout SSHWireReader) throws {
    switch algorithm {
    case .ed25519: self = .ed25519(try .init(rawRepresentation: reader.string()))
    case .ecdsaP256: self = .ecdsaP256(try .init(x963Representation: Self.point(of: algorithm, &reader)))
    case .ecdsaP384: self = .ecdsaP384(try .init(x963Representation: Self.point(of: algorithm, &reader)))
    case .ecdsaP521: self = .ecdsaP521(try .init(x963Representation: Self.point(of: algorithm, &reader)))
    case .rsa: self = .rsa(try Self.rsaKey(&reader))
    }
  }

  /// Checks one signature as RFC 4253, section 6.6, sends it: the algorithm's name, then its bytes.
  /// - Parameter blob: the signature; nothing may follow it.
  /// - Returns: false also for a signature that is damaged, or by an algorithm that does not belong to the key.
  func isValid(signature blob: some Collection<UInt8>, for message: [UInt8]) -> Bool {
    var reader = SSHWireReader(blob)
    guard let name = try? reader.name(), let bytes = try? reader.string(), reader.remaining.isEmpty else { return false }
    return switch (self, name) {
    case (.ed25519(let key), SSHAlgorithm.ed25519.rawValue):
      bytes.count == 64 && key.isValidSignature(bytes, for: message)
    case (.ecdsaP256(let key), SSHAlgorithm.ecdsaP256.rawValue):
      Self.ecdsa(bytes, coordinate: 32).flatMap { try? P256.Signing.ECDSASignature(rawRepresentation: $0) }
        .map { key.isValidSignature($0, for: message) } ?? false
    case (.ecdsaP384(let key), SSHAlgorithm.ecdsaP384.rawValue):
      Self.ecdsa(bytes, coordinate: 48).flatMap { try? P384.Signing.ECDSASignature(rawRepresentation: $0) }
        .map { key.isValidSignature($0, for: message) } ?? false
    case (.ecdsaP521(let key), SSHAlgorithm.ecdsaP521.rawValue):
      Self.ecdsa(bytes, coordinate: 66).flatMap { try? P521.Signing.ECDSASignature(rawRepresentation: $0) }
        .map { key.isValidSignature($0, for: message) } ?? false
    // RFC 8332; `ssh-rsa` as a signature means SHA-1 and is refused.
    case (.rsa(let key), "rsa-sha2-256"):
      Self.isValid(rsa: bytes, by: key, for: SHA256.hash(data: message))
    case (.rsa(let key), "rsa-sha2-512"):
      Self.isValid(rsa: bytes, by: key, for: SHA512.hash(data: message))
    default: false
    }
  }

  /// RFC 5656, section 3.1: the curve's name again, then the uncompressed point.
  private static func point(of algorithm: SSHAlgorithm, _ reader: inout SSHWireReader) throws -> ArraySlice<UInt8> {
    guard try reader.name() == algorithm.curve else { throw MalformedWire() }
    let point = try reader.string()
    guard point.first == 4 else { throw MalformedWire() }
    return point
  }

  /// RFC 4253, section 6.6: exponent, then modulus.
  private static func rsaKey(_ reader: inout SSHWireReader) throws -> _RSA.Signing.PublicKey {
    let exponent = try reader.positiveInteger()
    let modulus = try reader.positiveInteger()
    let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
    guard rsaBits.contains(bits) else {
      throw Problem(
        .badParameter, "an RSA key of \(bits) bits is not accepted",
        hint: "use \(rsaBits.lowerBound) to \(rsaBits.upperBound) bits, or Ed25519")
    }
    // Large exponents make checking slow on purpose; OpenSSH itself makes 65537.
    guard
      exponent.count <= 4, let exponentEnd = exponent.last, exponentEnd & 1 == 1, exponent.count > 1 || exponentEnd >= 3,
      let modulusEnd = modulus.last, modulusEnd & 1 == 1
    else { throw MalformedWire() }
    return try _RSA.Signing.PublicKey(n: Array(modulus), e: Array(exponent))
  }

  /// RFC 5656, section 3.1.2: the numbers r and s, made as long as the curve's coordinates.
  private static func ecdsa(_ bytes: ArraySlice<UInt8>, coordinate: Int) -> [UInt8]? {
    var reader = SSHWireReader(bytes)
    guard
      let r = try? reader.positiveInteger(), let s = try? reader.positiveInteger(), reader.remaining.isEmpty,
      r.count <= coordinate, s.count <= coordinate
    else { return nil }
    let zeros = { (number: ArraySlice<UInt8>) in [UInt8](repeating: 0, count: coordinate - number.count) }
    return zeros(r) + r + zeros(s) + s
  }

  private static func isValid(rsa bytes: ArraySlice<UInt8>, by key: _RSA.Signing.PublicKey, for digest: some Digest) -> Bool {
    bytes.count == (key.keySizeInBits + 7) / 8
      && key.isValidSignature(.init(rawRepresentation: bytes), for: digest, padding: .insecurePKCS1v1_5)
  }
}
