import ArgumentParser
import ThresholdAPI
import ThresholdModel

/// As whom an access is asked about. Each account may be given once; all of them must be allowed by one role.
struct AccountFlags: ParsableArguments {
  @Option(help: ArgumentHelp("The account in a database.", valueName: "name")) var dbUser: String?
  @Option(help: ArgumentHelp("The database inside the database server.", valueName: "name")) var dbName: String?
  @Option(help: ArgumentHelp("A role inside the database.", valueName: "name")) var dbRole: String?
  @Option(help: ArgumentHelp("The user in a Kubernetes cluster.", valueName: "name")) var kubeUser: String?
  @Option(help: ArgumentHelp("A group in a Kubernetes cluster.", valueName: "name")) var kubeGroup: String?
  @Option(help: ArgumentHelp("What would be done in the Kubernetes cluster; goes with --kube-object.", valueName: "verb"))
  var kubeVerb: String?
  @Option(
    help: ArgumentHelp(
      "The object in the Kubernetes cluster, for example pods/web/front, deployments.apps/web/shop or nodes/n1.",
      valueName: "type/[namespace/]name"))
  var kubeObject: String?
  @Option(help: ArgumentHelp("The role for an AWS app.", valueName: "arn")) var awsRoleArn: String?
  @Option(help: ArgumentHelp("The identity for an Azure app.", valueName: "identity")) var azureIdentity: String?
  @Option(help: ArgumentHelp("The service account for a Google Cloud app.", valueName: "account")) var gcpServiceAccount: String?
  @Option(help: ArgumentHelp("A tool of an MCP server.", valueName: "tool")) var mcpTool: String?

  /// The accounts that the flags name.
  /// - Parameter login: the account on a server or a desktop.
  /// - Throws: ``Misuse`` for an account that resources of the kind do not have.
  func accounts(login: String?, on kind: ResourceKind) throws -> [Principal] {
    let given: [(flag: String, field: PrincipalField, kinds: Set<ResourceKind>, value: String?)] = [
      ("--login", kind == .windowsDesktop ? .windowsLogins : .logins, [.node, .windowsDesktop], login),
      ("--db-user", .databaseUsers, [.database], dbUser), ("--db-name", .databaseNames, [.database], dbName),
      ("--db-role", .databaseRoles, [.database], dbRole),
      ("--kube-user", .kubernetesUsers, [.kubeCluster], kubeUser), ("--kube-group", .kubernetesGroups, [.kubeCluster], kubeGroup),
      ("--aws-role-arn", .awsRoleARNs, [.app], awsRoleArn), ("--azure-identity", .azureIdentities, [.app], azureIdentity),
      ("--gcp-service-account", .gcpServiceAccounts, [.app], gcpServiceAccount), ("--mcp-tool", .mcpTools, [.app], mcpTool),
    ]
    return try given.compactMap { flag, field, kinds, value in
      guard let value else { return nil }
      guard kinds.contains(kind) else {
        let words = kinds.map(\.rawValue).sorted().joined(separator: " or ")
        throw Misuse("\(flag) is about \(words), and this is \(kind.rawValue)", hint: "leave \(flag) out")
      }
      guard !value.isEmpty else { throw Misuse("\(flag) is empty", hint: "\(flag) NAME") }
      return Principal(field, value)
    }
  }

  /// The act inside a Kubernetes cluster that the flags name; nil for none.
  /// - Throws: ``Misuse`` when one flag comes without the other, on another kind, or the object is not one.
  func act(on kind: ResourceKind) throws -> ExplainBody.Act? {
    guard kubeVerb != nil || kubeObject != nil else { return nil }
    guard kind == .kubeCluster else {
      throw Misuse("--kube-verb and --kube-object are about kube_cluster, and this is \(kind.rawValue)", hint: "leave them out")
    }
    guard let kubeVerb, let kubeObject else {
      throw Misuse("--kube-verb and --kube-object go together", hint: "--kube-verb get --kube-object pods/NAMESPACE/NAME")
    }
    let parts = kubeObject.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), let name = parts.last else {
      throw Misuse(
        "`\(kubeObject.escapedForDisplay)` does not name an object",
        hint: "write pods/NAMESPACE/NAME, deployments.apps/NAMESPACE/NAME or nodes/NAME")
    }
    let type = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return ExplainBody.Act(
      verb: kubeVerb, plural: type[0], apiGroup: type.count == 2 ? type[1] : nil, namespace: parts.count == 3 ? parts[1] : nil, name: name)
  }
}

/// A resource named on the command line: `node/web1`, `db/orders`.
struct ResourceArgument: ExpressibleByArgument, Hashable {
  let kind: ResourceKind
  /// Its name, or what people call it.
  let name: String

  init?(argument: String) {
    // A name may hold slashes: those of Identity Center are ARNs.
    let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty, let kind = ResourceKind(alias: parts[0]) else { return nil }
    self.kind = kind
    name = parts[1]
  }
}
