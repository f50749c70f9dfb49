public import ThresholdModel

/// A new user with a password.
public struct AddUserBody: Body, Hashable {
  public var name: UserName
  public var roles: [RoleName]
  public var traits: [String: [String]]
  /// At least 12 characters.
  public var password: Secret

  public init(name: UserName, roles: [RoleName], traits: [String: [String]], password: Secret) {
    self.name = name
    self.roles = roles
    self.traits = traits
    self.password = password
  }

  public static let example = AddUserBody(name: "max", roles: ["access"], traits: ["logins": ["ubuntu"]], password: Secret("correct horse"))
}

/// A new password for a user; ends the user's sign-ins.
public struct PasswordBody: Body, Hashable {
  public var password: Secret

  public init(password: Secret) { self.password = password }
  public static let example = PasswordBody(password: Secret("correct horse"))
}
