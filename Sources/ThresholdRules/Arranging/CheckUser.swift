import ThresholdModel

extension Arrangement {
  /// A user: a legal name, unique ignoring case, with roles that exist.
  func check(_ user: User) throws(Problem) {
    try NameRule.user.check(user.metadata.name, at: "metadata.name")
    if let known = before.user(user.name), known.name != user.name {
      throw Problem(
        .alreadyExists, "user `\(known.name.text.escapedForDisplay)` exists already, and names differ by more than case",
        hint: "write the name as `\(known.name.text.escapedForDisplay)`", path: "metadata.name")
    }
    try check(roles: user.spec.roles, at: "spec.roles")
  }

  /// A password belongs to a user.
  func check(_ password: PasswordRecord) throws(Problem) {
    guard after.user(password.user) != nil else { throw Problem.notFound("user", password.user.text) }
  }
}
