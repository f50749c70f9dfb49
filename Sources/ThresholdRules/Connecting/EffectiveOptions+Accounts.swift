public import ThresholdModel

/// Which accounts are made for the time of a session: merged over the roles whose labels match the resource only.
/// Source: reference, roles-and-resources §1.1.
public struct AccountOptions: Sendable, Hashable {
  /// On a desktop: every matching role must say so.
  public let createDesktopUser: Bool
  /// On a server: one matching role that does not say so is enough for `off`; `keep` beats `insecure-drop`.
  public let createHostUserMode: HostUserMode
  /// The shell of such accounts: the first that is written; empty is the server's own default.
  public let createHostUserDefaultShell: String
  /// In a database: the highest number of any matching role; `off` when none says anything.
  public let createDatabaseUserMode: DatabaseUserMode

  /// - Parameter matching: the options of the roles whose labels match the resource. The implicit role has no labels.
  public init(of matching: [RoleOptions]) {
    createDesktopUser = !matching.isEmpty && matching.allSatisfy { $0.createDesktopUser == true }
    let hostModes = matching.map { $0.createHostUserMode ?? .off }
    if hostModes.isEmpty || hostModes.contains(.off) {
      createHostUserMode = .off
    } else {
      createHostUserMode = hostModes.contains(.keep) ? .keep : .insecureDrop
    }
    createHostUserDefaultShell = matching.compactMap(\.createHostUserDefaultShell).first { !$0.isEmpty } ?? ""
    createDatabaseUserMode = matching.compactMap(\.createDatabaseUserMode).max { $0.rawValue < $1.rawValue } ?? .off
  }
}
