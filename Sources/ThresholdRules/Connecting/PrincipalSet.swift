public import ThresholdModel

/// As whom somebody may be on a resource.
public struct PrincipalSet: Sendable, Hashable {
  /// By list, sorted; `*` stands for every account that is not denied. Empty for resources without accounts.
  public internal(set) var accounts: [PrincipalField: [String]]

  init(_ accounts: [PrincipalField: [String]] = [:]) { self.accounts = accounts }

  /// No account at all.
  public static let none = PrincipalSet()

  public subscript(field: PrincipalField) -> [String] { accounts[field] ?? [] }

  /// Whether this opens something that another set, or no access at all, does not: accounts compare as the resource
  /// compares them.
  func adds(to other: PrincipalSet?, on facts: AccountFacts) -> Bool {
    guard let other else { return true }
    return accounts.contains { field, values in
      let known = ResolvedPrincipals(field: field, values: other[field].filter { $0 != "*" }, isEverything: other[field].contains("*"))
      return values.contains { !facts.takesIn(Principal(field, $0), known, on: .allow) }
    }
  }
}
