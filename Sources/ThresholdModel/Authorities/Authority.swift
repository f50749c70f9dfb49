public import Foundation

/// What signs. Each purpose is a set from the first day on: one active, others still trusted.
public struct Authority: Codable, Hashable, Sendable {
  /// What the authority signs.
  public enum Purpose: String, Codable, Hashable, Sendable, CaseIterable {
    /// X.509 certificates of people's sign-ins.
    case user
    /// X.509 certificates of this cluster's listeners.
    case host
    /// OpenSSH user certificates.
    case sshUser = "ssh_user"
    /// OpenSSH host certificates.
    case sshHost = "ssh_host"
    /// Checkpoints of the audit log.
    case audit
  }

  public var purpose: Purpose
  /// A lower-case UUID.
  public var id: String
  /// Whether it signs; the others of its purpose are only trusted.
  public var isActive: Bool
  public var created: Moment
  /// X.509: the certificate in PEM. SSH: the public key line. Audit: the Ed25519 public key in base64.
  public var publicPart: String
  /// The private key, encrypted under the key file. Never in the clear.
  public var sealedPrivateKey: Data

  public init(purpose: Purpose, id: String, isActive: Bool, created: Moment, publicPart: String, sealedPrivateKey: Data) {
    self.purpose = purpose
    self.id = id
    self.isActive = isActive
    self.created = created
    self.publicPart = publicPart
    self.sealedPrivateKey = sealedPrivateKey
  }
}

/// How a password is checked: only a salted, slow hash is kept.
public struct PasswordRecord: Codable, Hashable, Sendable {
  public var user: UserName
  public var salt: Data
  /// scrypt(password, salt) with the cost below, 32 bytes.
  public var hash: Data
  /// scrypt's N; a power of two.
  public var cost: Int
  public var changed: Moment

  public init(user: UserName, salt: Data, hash: Data, cost: Int, changed: Moment) {
    self.user = user
    self.salt = salt
    self.hash = hash
    self.cost = cost
    self.changed = changed
  }
}

/// What the cluster is, from its first start on.
public struct Cluster: Codable, Hashable, Sendable {
  public var name: String
  /// A lower-case UUID.
  public var id: String
  public var created: Moment

  public init(name: String, id: String, created: Moment) {
    self.name = name
    self.id = id
    self.created = created
  }
}
