/// The kinds of public key that are accepted, by their name in the protocol.
/// Source: RFC 8709 (Ed25519), RFC 5656 (ECDSA), RFC 4253 (RSA).
public enum SSHAlgorithm: String, Hashable, Sendable, CaseIterable {
  case ed25519 = "ssh-ed25519"
  case ecdsaP256 = "ecdsa-sha2-nistp256"
  case ecdsaP384 = "ecdsa-sha2-nistp384"
  case ecdsaP521 = "ecdsa-sha2-nistp521"
  /// 2048 to 8192 bits.
  case rsa = "ssh-rsa"

  /// The curve's name inside an ECDSA key; nil for the others.
  var curve: String? {
    switch self {
    case .ecdsaP256: "nistp256"
    case .ecdsaP384: "nistp384"
    case .ecdsaP521: "nistp521"
    case .ed25519, .rsa: nil
    }
  }

  /// The name of a certificate for such a key. Source: OpenSSH PROTOCOL.certkeys.
  var certificateName: String { rawValue + "-cert-v01@openssh.com" }

  /// Why a kind of key that OpenSSH knows is not accepted; nil for one that nobody knows.
  static func refusal(of name: String) -> String? {
    if name.contains("-cert-v") { return "is a certificate, not a plain key" }
    if name.hasPrefix("sk-") { return "lives on a security key, which is not supported" }
    return name == "ssh-dss" ? "is DSA, which is broken" : nil
  }
}
