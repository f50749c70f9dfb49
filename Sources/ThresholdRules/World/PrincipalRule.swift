import ThresholdModel

/// One list of accounts of one side of a role. Source: reference, roles-and-resources §1.2, §1.3 and §3.4.
struct PrincipalRule: Sendable {
  let field: PrincipalField
  private let side: LabelSelector.Side
  private let templates: [Template]
  /// A template that could not be read: opens nothing, denies everything.
  private let isUnreadable: Bool

  /// Whether the list is the same for everybody.
  var isFixed: Bool { templates.allSatisfy { $0.literal != nil } }

  /// Nil for an empty list.
  init?(_ field: PrincipalField, _ texts: [String], on side: LabelSelector.Side) {
    guard !texts.isEmpty else { return nil }
    self.field = field
    self.side = side
    templates = texts.compactMap { try? Template($0) }
    isUnreadable = templates.count != texts.count
  }

  /// The accounts with a user's traits filled in.
  func resolved(for person: Person) -> ResolvedPrincipals {
    guard !isUnreadable else { return ResolvedPrincipals(field: field, values: [], isEverything: side == .deny) }
    var values: [String] = []
    var isEverything = false
    for template in templates {
      let isLiteral = template.literal != nil
      for value in template.expanded(with: person.traits) {
        if value == "*" {
          // On the deny side a star covers all. On the allow side it does where the field takes it, and only
          // when it stands in the role itself: a star that came out of a trait opens nothing.
          if side == .deny { isEverything = true } else if field.allowsEverything, isLiteral { isEverything = true }
        } else if side == .deny || field.isAcceptable(value) {
          values.append(value)
        }
      }
    }
    return ResolvedPrincipals(field: field, values: values, isEverything: isEverything)
  }
}

/// A list of accounts for one user.
struct ResolvedPrincipals: Sendable {
  let field: PrincipalField
  /// Exact accounts, or for MCP tools patterns; never `*`.
  let values: [String]
  let isEverything: Bool

  static func none(_ field: PrincipalField) -> ResolvedPrincipals { ResolvedPrincipals(field: field, values: [], isEverything: false) }

  var isEmpty: Bool { values.isEmpty && !isEverything }

  /// Whether the list names an account, in any of its spellings.
  /// - Parameter ignoringCase: whether the resource compares without case.
  func names(_ spellings: [String], ignoringCase: Bool) -> Bool {
    if isEverything { return true }
    if values.isEmpty { return false }
    if field == .mcpTools { return spellings.contains { tool in patterns.contains { $0.matches(tool) } } }
    return spellings.contains { wanted in
      values.contains { ignoringCase ? $0.lowercased().isExactly(wanted.lowercased()) : $0.isExactly(wanted) }
    }
  }

  /// The values as patterns; one that cannot be read, which no door lets in, matches nothing.
  private var patterns: [Pattern] { values.compactMap { try? Pattern($0) } }
}

extension PrincipalField {
  /// Whether `*` on the allow side stands for every account. Source: §1.3.
  var allowsEverything: Bool {
    switch self {
    case .databaseUsers, .databaseNames, .mcpTools: true
    default: false
    }
  }

  /// Whether the field's accounts compare without case on a side. Source: §7.1 and §13.
  func ignoresCase(on side: LabelSelector.Side) -> Bool {
    switch self {
    case .azureIdentities: true
    case .gcpServiceAccounts: side == .deny
    default: false
    }
  }

  /// Whether an account of this name can exist; others disappear from an allow list. Source: §3.4.
  func isAcceptable(_ value: String) -> Bool {
    switch self {
    case .logins: Self.isLogin(value)
    case .windowsLogins: !value.isEmpty && !value.contains { "\"/\\[]:;|=,+*?<>".contains($0) }
    default: !value.isEmpty
    }
  }

  /// 1 to 32 bytes, no leading `-`, no `:` or `/`, no white space or control characters.
  static func isLogin(_ login: String) -> Bool {
    guard (1...32).contains(login.utf8.count), !login.hasPrefix("-") else { return false }
    return login.unicodeScalars.allSatisfy { scalar in
      scalar != ":" && scalar != "/" && !scalar.properties.isWhitespace && !scalar.isUnsafeToDisplay
    }
  }
}
