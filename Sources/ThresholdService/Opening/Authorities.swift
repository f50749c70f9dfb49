import Crypto
import Foundation
import ThresholdCertificates
import ThresholdModel
import ThresholdRules
import ThresholdStore

/// The keys that sign, unsealed: one active authority a purpose. They live in memory only.
struct Authorities: Sendable {
  let user: X509Authority
  let host: X509Authority
  let sshUser: SSHAuthority
  let sshHost: SSHAuthority
  let audit: Curve25519.Signing.PrivateKey
  let auditKeyID: String

  /// Makes the records of a new cluster's authorities, their private keys sealed.
  static func create(for cluster: String, sealing secrets: SecretBox, at now: Moment) throws(Problem) -> [Authority] {
    var made: [Authority] = []
    func add(_ purpose: Authority.Purpose, publicPart: String, privateKey: Data) throws(Problem) {
      let id = UUID().uuidString.lowercased()
      let sealed: Data
      do { sealed = try secrets.seal(privateKey, context: context(purpose, id)) } catch { throw error.problem }
      made.append(Authority(purpose: purpose, id: id, isActive: true, created: now, publicPart: publicPart, sealedPrivateKey: sealed))
    }
    for purpose in [Authority.Purpose.user, .host] {
      let new = try X509Authority.create(purpose: purpose, cluster: cluster, now: now)
      try add(purpose, publicPart: new.certificatePEM, privateKey: Data(new.privateKeyPEM.utf8))
    }
    for purpose in [Authority.Purpose.sshUser, .sshHost] {
      let new = SSHAuthority.create()
      try add(purpose, publicPart: new.publicLine, privateKey: Data(new.privateKey.utf8))
    }
    let audit = Curve25519.Signing.PrivateKey()
    try add(.audit, publicPart: audit.publicKey.rawRepresentation.base64EncodedString(), privateKey: audit.rawRepresentation)
    return made
  }

  /// Unseals the active authorities of a World.
  /// - Throws: ``Problem`` of kind `unavailable` when one is missing or the key file does not open it.
  init(in world: World, unsealing secrets: SecretBox) throws(Problem) {
    func active(_ purpose: Authority.Purpose) throws(Problem) -> (record: Authority, key: Data) {
      guard let record = world.authorities(purpose).first(where: \.isActive) else {
        throw Problem(
          .unavailable, "the cluster has no active authority for \(purpose.rawValue)", hint: "restore the data directory from a backup")
      }
      do {
        return (record, try secrets.open(record.sealedPrivateKey, context: Self.context(purpose, record.id)))
      } catch {
        throw Problem(
          .unavailable, "the key file does not open the cluster's \(purpose.rawValue) authority",
          hint: "start with the key file that the cluster was made with", cause: "\(error)")
      }
    }
    func text(_ key: Data) -> String { String(decoding: key, as: UTF8.self) }
    let userKey = try active(.user)
    user = try X509Authority(certificatePEM: userKey.record.publicPart, privateKeyPEM: text(userKey.key))
    let hostKey = try active(.host)
    host = try X509Authority(certificatePEM: hostKey.record.publicPart, privateKeyPEM: text(hostKey.key))
    let sshUserKey = try active(.sshUser)
    sshUser = try SSHAuthority(publicLine: sshUserKey.record.publicPart, privateKey: text(sshUserKey.key))
    let sshHostKey = try active(.sshHost)
    sshHost = try SSHAuthority(publicLine: sshHostKey.record.publicPart, privateKey: text(sshHostKey.key))
    let auditKey = try active(.audit)
    auditKeyID = auditKey.record.id
    do {
      audit = try Curve25519.Signing.PrivateKey(rawRepresentation: auditKey.key)
    } catch {
      throw Problem(.unavailable, "the audit key is damaged", hint: "restore the data directory from a backup", cause: "\(error)")
    }
  }

  /// What a sealed key is bound to, so that one cannot stand in for another.
  private static func context(_ purpose: Authority.Purpose, _ id: String) -> String { "authority/\(purpose.rawValue)/\(id)" }
}
