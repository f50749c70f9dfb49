import HashTreeCollections
import ThresholdModel

extension Arrangement {
  /// A lock: on something that could exist. It need not exist yet, so that somebody can be kept from
  /// coming back. Names are exact: a pattern would match nothing, so it is refused.
  /// Source: reference, roles-and-resources §8.
  func check(_ lock: Lock) throws(Problem) {
    try NameRule.resource.check(lock.metadata.name, at: "metadata.name")
    let target = lock.spec.target
    guard !target.isEmpty else {
      throw Problem(
        .badParameter, "a lock needs a target",
        hint: "set one of spec.target.\(LockTarget.Field.allCases.map(\.rawValue).joined(separator: ", "))", path: "spec.target")
    }
    if let user = target.user { try NameRule.user.check(user.text, at: "spec.target.user") }
    for (field, value) in target.facts {
      let path = "spec.target.\(field.rawValue)"
      guard !value.contains("*") else {
        throw Problem(
          .badParameter, "`\(value.escapedForDisplay)` cannot be locked, since targets are names and not patterns",
          hint: "write one exact name a lock", path: path)
      }
      guard value.utf8.count <= 256, !value.unicodeScalars.contains(where: { $0.isUnsafeToDisplay || $0.properties.isWhitespace }) else {
        throw Problem(
          .badParameter, "`\(value.escapedForDisplay)` cannot be locked", hint: "write a name without spaces, at most 256 characters",
          path: path)
      }
    }
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
    try LabelCheck.check(token.labels, at: "labels")
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
