import Foundation
public import ThresholdModel

/// What a server's host keys sign when it joins, to prove that they are its own.
///
/// The cluster chooses the nonce, so that a signature is good once; the message names the cluster, what the server
/// claims to be, and the signing key, so that it is good for nothing else.
public struct JoinChallenge: Codable, Hashable, Sendable {
  /// The namespace of the signature: `ssh-keygen -Y sign -n join@threshold -f HOST_KEY`.
  public static let namespace = "join@threshold"

  /// 32 random bytes in base64.
  public let nonce: String
  /// The name of the cluster that is being joined.
  public let cluster: String
  /// `host:port` at which the server says that it is reached.
  public let address: String
  /// The name under which the server wants to be known.
  public let hostname: String

  /// A challenge with a new random nonce.
  public init(cluster: String, address: String, hostname: String) {
    var generator = SystemRandomNumberGenerator()
    nonce = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }).base64EncodedString()
    self.cluster = cluster
    self.address = address
    self.hostname = hostname
  }

  /// Decodes a challenge; its nonce must be 32 bytes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    nonce = try container.decode(String.self, forKey: .nonce)
    cluster = try container.decode(String.self, forKey: .cluster)
    address = try container.decode(String.self, forKey: .address)
    hostname = try container.decode(String.self, forKey: .hostname)
    guard Data(base64Encoded: nonce)?.count == 32 else {
      throw Problem(.badParameter, "the challenge's nonce is not 32 bytes in base64", path: "nonce")
    }
  }

  private enum CodingKeys: String, CodingKey { case nonce, cluster, address, hostname }

  /// The bytes that this key is to sign: every part with its length in front (RFC 4251 strings), so that no two
  /// challenges share a message.
  public func message(for key: SSHPublicKey) -> [UInt8] {
    var writer = SSHWireWriter()
    for part in ["threshold-join-v1", nonce, cluster, address, hostname] { writer.write(string: part) }
    writer.write(string: key.blob)
    return writer.bytes
  }

  /// Checks that this key signed this challenge.
  /// - Parameter armored: what `ssh-keygen -Y sign` wrote for ``message(for:)``.
  /// - Throws: ``Problem`` as ``SSHSignature/verify(armored:message:namespace:by:)`` does.
  public func verify(signature armored: String, by key: SSHPublicKey) throws(Problem) {
    try SSHSignature.verify(armored: armored, message: message(for: key), namespace: Self.namespace, by: key)
  }
}
