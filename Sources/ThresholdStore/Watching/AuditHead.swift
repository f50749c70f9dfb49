import Crypto
public import Foundation
public import ThresholdModel

/// Where the audit log ends: enough to tell later whether the log up to here was rewritten or shortened.
public struct AuditHead: Hashable, Sendable {
  /// The index of the last event; 0 while the log is empty.
  public let index: Int64
  /// The chain's hash at that index, 32 bytes; all zero while the log is empty.
  public let hash: Data
  /// The latest time of any event so far; nil while there is none, or when only index and hash are known.
  public let time: Moment?

  public init(index: Int64, hash: Data, time: Moment? = nil) {
    self.index = index
    self.hash = hash
    self.time = time
  }
}

/// The chain that binds each event to all events before it.
enum AuditChain {
  /// What the first event is bound to: 32 zero bytes.
  static let origin = Data(repeating: 0, count: 32)

  /// SHA-256 over the previous hash, the index as 8 bytes big-endian, and the body's bytes.
  static func hash(after previous: Data, index: Int64, body: Data) -> Data {
    var digest = SHA256()
    digest.update(data: previous)
    digest.update(data: index.bigEndianBytes)
    digest.update(data: body)
    return Data(digest.finalize())
  }
}

extension FixedWidthInteger {
  /// The bytes with the most significant first.
  var bigEndianBytes: Data { withUnsafeBytes(of: bigEndian) { Data($0) } }
}

extension Data {
  /// Lower-case hexadecimal.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Reads lower-case hexadecimal; nil for anything else.
  init?(hexadecimal text: String) {
    func value(_ digit: UInt8) -> UInt8? {
      switch digit {
      case 48...57: digit - 48
      case 97...102: digit - 87
      default: nil
      }
    }
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    self.init(capacity: digits.count / 2)
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[place]), let low = value(digits[place + 1]) else { return nil }
      append(high << 4 | low)
    }
  }
}
