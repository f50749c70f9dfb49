import ThresholdAPI
import ThresholdModel

/// A list as a Terraform module: its roles, the list and its members as resources of the provider.
/// Source: reference, cli-api-terraform §5.3 to §5.5 and §5.8.
struct TerraformModule {
  private let plan: PlanListAnswer

  init(_ plan: PlanListAnswer) { self.plan = plan }

  static let source = "terraform.releases.teleport.dev/gravitational/teleport"

  /// The module without a final line end.
  var text: String {
    ([required, provider] + plan.roles.map(role) + [list] + plan.members.map(member)).joined(separator: "\n\n")
  }

  private var required: String {
    let major = ProductVersion.current.prefix { $0 != "." }
    return """
      terraform {
        required_providers {
          teleport = {
            source  = \(HCL.text(Self.source))
            version = "~> \(major).0"
          }
        }
      }
      """
  }

  private var provider: String { "provider \"teleport\" {\n  addr = \(HCL.text(plan.address))\n}" }

  private var listResource: String { "acl-\(plan.accessList.metadata.name)" }

  private func role(_ role: Role) -> String {
    HCL.resource(
      "teleport_role", Self.identifier(role.metadata.name),
      [
        ("version", .text(role.version)),
        ("metadata", .object([("name", .text(role.metadata.name)), ("labels", Self.labels(role.metadata.labels))])),
        ("spec", .object([("allow", Self.conditions(role.spec.allow))])),
      ])
  }

  private var list: String {
    let spec = plan.accessList.spec
    let owners = spec.owners.map { owner in
      HCL.object(
        [("name", .text(owner.name)), ("membership_kind", .number(owner.party.kind.number))]
          + (owner.description.isEmpty ? [] : [("description", .text(owner.description))]))
    }
    var fields: [(String, HCL)] = [("type", .text(spec.type.rawValue)), ("title", .text(spec.title))]
    if !spec.description.isEmpty { fields.append(("description", .text(spec.description))) }
    fields.append(("owners", .list(owners)))
    for (name, roles, traits) in [
      ("membership_requires", spec.membershipRequires.roles, spec.membershipRequires.traits),
      ("ownership_requires", spec.ownershipRequires.roles, spec.ownershipRequires.traits),
      ("grants", spec.grants.roles, spec.grants.traits), ("owner_grants", spec.ownerGrants.roles, spec.ownerGrants.traits),
    ] where !(roles.isEmpty && traits.isEmpty) {
      fields.append((name, Self.block(roles, traits)))
    }
    // Roles in use cannot be deleted: with this the list goes first.
    let roles = plan.roles.map { HCL.reference("teleport_role.\(Self.identifier($0.metadata.name))") }
    return HCL.resource(
      "teleport_access_list", Self.identifier(listResource),
      [("header", Self.header(plan.accessList.metadata)), ("spec", .object(fields))]
        + (roles.isEmpty ? [] : [("depends_on", .list(roles))]))
  }

  private func member(_ member: Member) -> String {
    var fields: [(String, HCL)] = [
      ("access_list", .text(member.spec.list.text)), ("name", .text(member.spec.party.name)),
      ("membership_kind", .number(member.spec.party.kind.number)),
    ]
    if let expires = member.spec.expires { fields.append(("expires", .text(expires.rfc3339))) }
    if !member.spec.reason.isEmpty { fields.append(("reason", .text(member.spec.reason))) }
    return HCL.resource(
      "teleport_access_list_member", Self.identifier("acl-member-\(member.spec.party.name)"),
      [
        ("header", Self.header(member.metadata)), ("spec", .object(fields)),
        ("depends_on", .list([.reference("teleport_access_list.\(Self.identifier(listResource))")])),
      ])
  }

  private static func header(_ metadata: Metadata) -> HCL {
    .object([("version", .text("v1")), ("metadata", .object([("name", .text(metadata.name)), ("labels", labels(metadata.labels))]))])
  }

  private static func labels(_ labels: [String: String]) -> HCL {
    .map(labels.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
  }

  /// Roles and traits of a list, traits as objects.
  private static func block(_ roles: [RoleName], _ traits: Traits) -> HCL {
    let traits = traits.sorted { $0.key < $1.key }.map { HCL.object([("key", .text($0.key)), ("values", .texts($0.value))]) }
    return .object([("roles", .texts(roles.map(\.text)))] + (traits.isEmpty ? [] : [("traits", .list(traits))]))
  }

  private static func conditions(_ allow: RoleConditions) -> HCL {
    var fields: [(String, HCL)] = []
    for field in LabelField.allCases {
      guard let map = allow.labels[field] else { continue }
      fields.append((field.rawValue, .map(map.entries.sorted { $0.key < $1.key }.map { ($0.key, .texts($0.value)) })))
    }
    for field in PrincipalField.allCases where field != .mcpTools && !allow[field].isEmpty {
      fields.append((field.rawValue, .texts(allow[field])))
    }
    if !allow[.mcpTools].isEmpty { fields.append(("mcp", .object([("tools", .texts(allow[.mcpTools]))]))) }
    if !allow.githubPermissions.isEmpty {
      fields.append(("github_permissions", .list(allow.githubPermissions.map { .object([("orgs", .texts($0.orgs))]) })))
    }
    if !allow.accountAssignments.isEmpty {
      let items = allow.accountAssignments.map {
        HCL.object([("account", .text($0.account)), ("permission_set", .text($0.permissionSet))])
      }
      fields.append(("account_assignments", .list(items)))
    }
    if !allow.request.searchAsRoles.isEmpty {
      fields.append(("request", .object([("search_as_roles", .texts(allow.request.searchAsRoles.map(\.text)))])))
    }
    if !allow.reviewRequests.roles.isEmpty {
      let review: [(String, HCL)] = [
        ("roles", .texts(allow.reviewRequests.roles)), ("preview_as_roles", .texts(allow.reviewRequests.previewAsRoles.map(\.text))),
      ]
      fields.append(("review_requests", .object(review)))
    }
    return .object(fields)
  }

  /// A name of a resource: letters, digits, `_` and `-`; what had to be replaced is told apart by a hash.
  static func identifier(_ name: String) -> String {
    let isLegal = { (scalar: Unicode.Scalar) in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_")
    }
    guard let first = name.unicodeScalars.first, !("0"..."9").contains(first), first != "-", name.unicodeScalars.allSatisfy(isLegal) else {
      let plain = name.unicodeScalars.map { isLegal($0) ? String($0) : "-" }.joined()
      return (plain.first.map { $0.isLetter || $0 == "_" } == true ? "" : "r-") + "\(plain)_\(hash(name))"
    }
    return name
  }

  /// FNV-1a, 32 bits, as 8 hexadecimal digits: the same for the same text everywhere.
  private static func hash(_ text: String) -> String {
    let hash = text.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
