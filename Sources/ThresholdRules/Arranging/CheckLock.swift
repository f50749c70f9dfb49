import HashTreeCollections
import ThresholdModel

extension Arrangement {
  /// A lock: on a legal user name; the user need not exist, so that somebody can be kept from coming back.
  func check(_ lock: Lock) throws(Problem) {
    try NameRule.resource.check(lock.metadata.name, at: "metadata.name")
    try NameRule.user.check(lock.spec.target.user.text, at: "spec.target.user")
    guard lock.metadata.expires == nil else {
      throw Problem(
        .badParameter, "a lock ends by `spec.expires`, not by `metadata.expires`", hint: "move the time to spec.expires",
        path: "metadata.expires")
    }
  }

  /// A join token: a hash, an end in the future, labels that servers can have.
  func check(_ token: JoinToken) throws(Problem) {
    let isHash = token.hash.text.utf8.count == 64 && token.hash.text.allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
    guard isHash else { throw Problem(.badParameter, "a join token is kept by its SHA-256 in lower-case hexadecimal only") }
    guard token.created < token.expires, now < token.expires else {
      throw Problem(.badParameter, "the join token would have expired already", hint: "set a time to live such as 1h", path: "expires")
    }
    for key in token.labels.keys where key.isEmpty || key == "*" {
      throw Problem(.badParameter, "`\(key)` cannot be the key of a label", path: "labels")
    }
    try Self.check(token.allowedLabels, at: "allowed_labels")
  }

  /// An authority: at most one of a purpose signs.
  func check(_ authority: Authority) throws(Problem) {
    let active = after.authorities(authority.purpose).filter(\.isActive)
    guard active.count <= 1 else {
      throw Problem(.badParameter, "only one authority for `\(authority.purpose.rawValue)` can sign at a time")
    }
  }

  /// The cluster's identity is set once.
  func check(_ cluster: Cluster) throws(Problem) {
    try NameRule.hostname.check(cluster.name, at: "name")
    guard before.cluster == nil || before.cluster == cluster else {
      throw Problem(.alreadyExists, "the cluster has its name and identity already")
    }
  }
}
