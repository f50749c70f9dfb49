public import ThresholdModel

/// The smallest request that opens what is closed.
public struct ShortestRequest: Sendable, Hashable {
  /// The roles that it has to take; sorted, as few as will do.
  public let roles: [RoleName]
  /// The resources to name; empty for a request for roles, which then count everywhere.
  public let resources: [ResourceID]
  /// Whether the roles must be named, because the choice that is made without would take others along.
  public let namesRoles: Bool

  public init(roles: [RoleName], resources: [ResourceID], namesRoles: Bool) {
    self.roles = roles
    self.resources = resources
    self.namesRoles = namesRoles
  }

  /// What to type.
  public var command: String {
    let asked = namesRoles ? ["--roles \(CommandText.quoted(roles.map(\.text).joined(separator: ",")))"] : []
    let named = resources.map { "--resource \(CommandText.quoted($0.description))" }
    return (["tsh request create"] + asked + named + ["--reason WHY"]).joined(separator: " ")
  }
}

/// A request of the user's that would open what is closed.
public struct UsableRequest: Sendable, Hashable {
  public enum Need: Sendable, Hashable {
    /// It is approved: assuming it is enough.
    case assuming
    /// It is approved and starts later.
    case waiting(until: Moment)
    /// It is pending.
    case approval
  }

  public let id: RequestID
  public let need: Need

  public init(id: RequestID, need: Need) {
    self.id = id
    self.need = need
  }

  /// What to type.
  public var command: String {
    switch need {
    case .assuming, .waiting: "tsh login --request-id \(CommandText.quoted(id.text))"
    case .approval: "tsh request show \(CommandText.quoted(id.text))"
    }
  }
}

/// Words of a command line for a POSIX shell.
enum CommandText {
  /// A word that the shell takes as it stands; control characters never reach the terminal.
  static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "/_.,:@%+=-".unicodeScalars.contains(scalar))
      }
    guard !isPlain else { return text }
    return "'" + text.escapedForDisplay.replacing("'", with: "'\\''") + "'"
  }
}
