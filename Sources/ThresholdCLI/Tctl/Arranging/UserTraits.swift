import ArgumentParser
import ThresholdModel

/// Attributes of a user that roles commonly read, each under the name that `{{internal.NAME}}` has for it.
/// Source: reference, cli-api-terraform §1.5; roles-and-resources §3.4.
struct UserTraits: ParsableArguments {
  @Option(help: "Accounts on servers, for roles that take them from the user.") var logins: CommaList?
  @Option(help: "Groups in Kubernetes clusters.") var kubernetesGroups: CommaList?
  @Option(help: "Users in Kubernetes clusters.") var kubernetesUsers: CommaList?
  @Option(help: "Users in databases.") var dbUsers: CommaList?
  @Option(help: "Databases inside of database servers.") var dbNames: CommaList?
  @Option(help: "Roles that automatic database users get.") var dbRoles: CommaList?
  @Option(help: "Accounts on Windows desktops.") var windowsLogins: CommaList?
  @Option(name: .customLong("aws-role-arns"), help: "Roles in AWS.") var awsRoleARNs: CommaList?
  @Option(name: .customLong("gcp-service-accounts"), help: "Service accounts in Google Cloud.") var gcpServiceAccounts: CommaList?
  @Option(help: "Identities in Azure.") var azureIdentities: CommaList?
  @Option(name: .customLong("host-user-uid"), help: "The user id of accounts that are made on servers.") var hostUserUID: String?
  @Option(name: .customLong("host-user-gid"), help: "The group id of accounts that are made on servers.") var hostUserGID: String?

  /// What was given, by the trait's name.
  /// - Throws: ``Misuse`` for an id that is no number.
  func given() throws -> [String: [String]] {
    try TraitFlags(
      lists: [
        "logins": logins, "kubernetes_groups": kubernetesGroups, "kubernetes_users": kubernetesUsers, "db_users": dbUsers,
        "db_names": dbNames, "db_roles": dbRoles, "windows_logins": windowsLogins, "aws_role_arns": awsRoleARNs,
        "gcp_service_accounts": gcpServiceAccounts, "azure_identities": azureIdentities,
      ], ids: ["host_user_uid": hostUserUID, "host_user_gid": hostUserGID]
    ).given(prefix: "--")
  }
}

/// The same attributes where they replace what a user has; an empty text removes one.
struct SetUserTraits: ParsableArguments {
  @Option(help: "The logins that the user has from now on; empty removes them. So with the flags below.") var setLogins: CommaList?
  @Option(help: "Groups in Kubernetes clusters.") var setKubernetesGroups: CommaList?
  @Option(help: "Users in Kubernetes clusters.") var setKubernetesUsers: CommaList?
  @Option(help: "Users in databases.") var setDbUsers: CommaList?
  @Option(help: "Databases inside of database servers.") var setDbNames: CommaList?
  @Option(help: "Roles that automatic database users get.") var setDbRoles: CommaList?
  @Option(help: "Accounts on Windows desktops.") var setWindowsLogins: CommaList?
  @Option(name: .customLong("set-aws-role-arns"), help: "Roles in AWS.") var setAWSRoleARNs: CommaList?
  @Option(name: .customLong("set-gcp-service-accounts"), help: "Service accounts in Google Cloud.") var setGCPServiceAccounts: CommaList?
  @Option(help: "Identities in Azure.") var setAzureIdentities: CommaList?
  @Option(name: .customLong("set-host-user-uid"), help: "The user id of accounts that are made on servers.") var setHostUserUID: String?
  @Option(name: .customLong("set-host-user-gid"), help: "The group id of accounts that are made on servers.") var setHostUserGID: String?

  /// What was given, by the trait's name; empty lists are to be removed.
  /// - Throws: ``Misuse`` for an id that is no number.
  func given() throws -> [String: [String]] {
    try TraitFlags(
      lists: [
        "logins": setLogins, "kubernetes_groups": setKubernetesGroups, "kubernetes_users": setKubernetesUsers, "db_users": setDbUsers,
        "db_names": setDbNames, "db_roles": setDbRoles, "windows_logins": setWindowsLogins, "aws_role_arns": setAWSRoleARNs,
        "gcp_service_accounts": setGCPServiceAccounts, "azure_identities": setAzureIdentities,
      ], ids: ["host_user_uid": setHostUserUID, "host_user_gid": setHostUserGID]
    ).given(prefix: "--set-")
  }
}

/// Flags of traits, by the trait's name.
private struct TraitFlags {
  let lists: [String: CommaList?]
  /// Whole numbers of the operating system; an empty text is none.
  let ids: [String: String?]

  func given(prefix: String) throws -> [String: [String]] {
    var traits = lists.compactMapValues { $0?.items }
    for (name, text) in ids {
      guard let text else { continue }
      guard text.isEmpty || UInt32(text) != nil else {
        throw Misuse(
          "\(prefix)\(name.replacing("_", with: "-")) takes a number, not `\(text.escapedForDisplay)`", hint: "for example 2001")
      }
      traits[name] = text.isEmpty ? [] : [text]
    }
    return traits
  }
}
