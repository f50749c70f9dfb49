import ArgumentParser
import ThresholdAPI
import ThresholdModel

/// How members of a guided list get what it governs, as a flag's value.
struct AccessTypeArgument: ExpressibleByArgument, Hashable {
  let type: AccessType

  init?(argument: String) {
    guard let type = AccessType(text: argument) else { return nil }
    self.type = type
  }
}

/// Months between reviews as a flag's value: 1, 3, 6 or 12.
struct FrequencyArgument: ExpressibleByArgument, Hashable {
  let frequency: ReviewFrequency

  init?(argument: String) {
    guard let read = try? ReviewFrequency.read(.text(argument)) else { return nil }
    frequency = read
  }
}

/// The day of reviews as a flag's value: 1, 15 or 31.
struct ReviewDayArgument: ExpressibleByArgument, Hashable {
  let day: ReviewDay

  init?(argument: String) {
    guard let read = try? ReviewDay.read(.text(argument)) else { return nil }
    day = read
  }
}

/// Accounts of AWS Identity Center with their permission sets: `123456789012^arn:aws:sso:::permissionSet/…`.
struct AssignmentList: ExpressibleByArgument, Hashable {
  let items: [AccountAssignment]

  init?(argument: String) {
    guard let read = try? ValueList.parse(argument).map({ try AccountAssignment(text: $0) }) else { return nil }
    items = read
  }
}

/// What people say of a list: the flags that `acl create` and `acl update` share.
/// Source: reference, cli-api-terraform §1.3.
struct ListFlags: ParsableArguments {
  @Option(help: "What the list is for.") var description: String?
  @Option(help: ArgumentHelp("Months between reviews: 1, 3, 6 or 12.", valueName: "months")) var auditFrequency: FrequencyArgument?
  @Option(help: ArgumentHelp("The day of the month for reviews: 1, 15 or 31, which is the last.", valueName: "day"))
  var auditDay: ReviewDayArgument?
  @Option(help: "Users who manage the list and review its requests.") var owners: CommaList?
  @Option(help: "Access lists whose members own the list.") var ownerAccessLists: CommaList?
  @Option(help: "Roles that somebody must hold to count as an owner.") var ownerRequiredRoles: CommaList?
  @Option(help: ArgumentHelp("Traits that somebody must have to count as an owner.", valueName: "key=value,…"))
  var ownerRequiredTraits: PairList?
  @Option(help: "Plain lists: roles that owners get.") var ownerGrantRoles: CommaList?
  @Option(help: ArgumentHelp("Plain lists: traits that owners get.", valueName: "key=value,…")) var ownerGrantTraits: PairList?
  @Option(help: "Users who are on the list.") var members: CommaList?
  @Option(help: "Access lists whose members are on the list.") var memberAccessLists: CommaList?
  @Option(help: "Roles that somebody must hold to count as a member.") var memberRequiredRoles: CommaList?
  @Option(help: ArgumentHelp("Traits that somebody must have to count as a member.", valueName: "key=value,…"))
  var memberRequiredTraits: PairList?
  @Option(help: "Plain lists: roles that members get.") var memberGrantRoles: CommaList?
  @Option(help: ArgumentHelp("Plain lists: traits that members get.", valueName: "key=value,…")) var memberGrantTraits: PairList?

  var settings: ListSettings {
    var settings = ListSettings()
    settings.description = description
    settings.frequency = auditFrequency?.frequency
    settings.day = auditDay?.day
    settings.owners = owners?.users
    settings.ownerLists = ownerAccessLists?.lists
    settings.ownerRequiredRoles = ownerRequiredRoles?.roles
    settings.ownerRequiredTraits = ownerRequiredTraits?.requirements
    settings.ownerGrantRoles = ownerGrantRoles?.roles
    settings.ownerGrantTraits = ownerGrantTraits?.lists
    settings.members = members?.users
    settings.memberLists = memberAccessLists?.lists
    settings.memberRequiredRoles = memberRequiredRoles?.roles
    settings.memberRequiredTraits = memberRequiredTraits?.requirements
    settings.memberGrantRoles = memberGrantRoles?.roles
    settings.memberGrantTraits = memberGrantTraits?.lists
    return settings
  }
}

/// What a guided list opens: the flags that make roles.
struct ResourceFlags: ParsableArguments {
  @Option(help: ArgumentHelp("SSH servers by label, for example env=test,env=dev.", valueName: "key=value,…")) var nodeLabels: PairList?
  @Option(help: "Accounts on those servers.") var logins: CommaList?
  @Option(help: ArgumentHelp("Databases by label.", valueName: "key=value,…")) var dbLabels: PairList?
  @Option(help: "Accounts in those databases.") var dbUsers: CommaList?
  @Option(help: "Databases on those database servers.") var dbNames: CommaList?
  @Option(help: ArgumentHelp("Kubernetes clusters by label.", valueName: "key=value,…")) var kubernetesLabels: PairList?
  @Option(help: "Users in those clusters.") var kubernetesUsers: CommaList?
  @Option(help: "Groups in those clusters.") var kubernetesGroups: CommaList?
  @Option(help: ArgumentHelp("Web applications by label.", valueName: "key=value,…")) var appLabels: PairList?
  @Option(help: "AWS roles in those applications.") var awsRoleArns: CommaList?
  @Option(help: "Azure identities in those applications.") var azureIdentities: CommaList?
  @Option(help: "Google Cloud service accounts in those applications.") var gcpServiceAccounts: CommaList?
  @Option(help: "Tools of those applications that are MCP servers.") var mcpTools: CommaList?
  @Option(help: ArgumentHelp("Windows desktops by label.", valueName: "key=value,…")) var windowsLabels: PairList?
  @Option(help: "Accounts on those desktops.") var windowsLogins: CommaList?
  @Option(help: "GitHub organisations.") var githubOrgs: CommaList?
  @Option(help: ArgumentHelp("AWS Identity Center accounts and permission sets.", valueName: "account^ARN,…"))
  var awsIcAssignments: AssignmentList?

  var opens: GuidedAccess {
    var opens = GuidedAccess(githubOrgs: githubOrgs?.items, assignments: awsIcAssignments?.items)
    let labels: [LabelField: PairList?] = [
      .node: nodeLabels, .database: dbLabels, .kubernetes: kubernetesLabels, .app: appLabels, .desktop: windowsLabels,
    ]
    let principals: [PrincipalField: CommaList?] = [
      .logins: logins, .databaseUsers: dbUsers, .databaseNames: dbNames, .kubernetesUsers: kubernetesUsers,
      .kubernetesGroups: kubernetesGroups, .awsRoleARNs: awsRoleArns, .azureIdentities: azureIdentities,
      .gcpServiceAccounts: gcpServiceAccounts, .mcpTools: mcpTools, .windowsLogins: windowsLogins,
    ]
    opens.labels = labels.compactMapValues { $0.map { LabelMap($0.lists) } }
    opens.principals = principals.compactMapValues { $0.map(\.items) }
    return opens
  }
}

extension CommaList {
  /// Names of access lists.
  var lists: [ListName] { items.map { ListName($0) } }
}
