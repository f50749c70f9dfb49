import Crypto
public import Foundation
public import ThresholdModel

/// The end of the audit log at some moment, signed: kept or sent elsewhere, it proves later whether the
/// log up to there was rewritten or shortened.
public struct Checkpoint: Codable, Hashable, Sendable {
  public let index: Int64
  /// The chain's hash at that index, 32 bytes.
  public let hash: Data
  /// When the checkpoint was made.
  public let time: Moment
  /// The cluster's name.
  public let cluster: String
  /// The id of the audit authority whose key signed.
  public let keyID: String
  /// Ed25519 (RFC 8032) over ``signedBytes``, 64 bytes.
  public let signature: Data

  public init(index: Int64, hash: Data, time: Moment, cluster: String, keyID: String, signature: Data) {
    self.index = index
    self.hash = hash
    self.time = time
    self.cluster = cluster
    self.keyID = keyID
    self.signature = signature
  }

  /// What is signed: the text `threshold-audit-checkpoint-v1` and a zero byte, the index and the time in
  /// milliseconds as 8 bytes big-endian each, then hash, cluster and key id, each after its length in
  /// 4 bytes big-endian.
  public var signedBytes: Data {
    Self.signedBytes(index: index, hash: hash, time: time, cluster: cluster, keyID: keyID)
  }

  static func signedBytes(index: Int64, hash: Data, time: Moment, cluster: String, keyID: String) -> Data {
    var bytes = Data("threshold-audit-checkpoint-v1\u{0}".utf8)
    bytes.append(index.bigEndianBytes)
    bytes.append(time.milliseconds.bigEndianBytes)
    for field in [hash, Data(cluster.utf8), Data(keyID.utf8)] {
      bytes.append(UInt32(field.count).bigEndianBytes)
      bytes.append(field)
    }
    return bytes
  }

  /// Whether the holder of a key signed exactly this.
  /// - Parameter publicKey: the raw Ed25519 public key, 32 bytes; anything else never verifies.
  public func isSigned(by publicKey: Data) -> Bool {
    guard hash.count == 32, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
    return key.isValidSignature(signature, for: signedBytes)
  }

  /// Where the log ended.
  public var head: AuditHead { AuditHead(index: index, hash: hash) }

  enum CodingKeys: String, CodingKey {
    case index, hash, time, cluster, signature
    case keyID = "key_id"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    index = try container.decode(Int64.self, forKey: .index)
    let text = try container.decode(String.self, forKey: .hash)
    guard let hash = Data(hexadecimal: text), hash.count == 32 else {
      throw DecodingError.dataCorruptedError(forKey: .hash, in: container, debugDescription: "not a SHA-256 in hexadecimal")
    }
    self.hash = hash
    time = try container.decode(Moment.self, forKey: .time)
    cluster = try container.decode(String.self, forKey: .cluster)
    keyID = try container.decode(String.self, forKey: .keyID)
    signature = try container.decode(Data.self, forKey: .signature)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(index, forKey: .index)
    try container.encode(hash.hexadecimal, forKey: .hash)
    try container.encode(time, forKey: .time)
    try container.encode(cluster, forKey: .cluster)
    try container.encode(keyID, forKey: .keyID)
    try container.encode(signature, forKey: .signature)
  }
}
