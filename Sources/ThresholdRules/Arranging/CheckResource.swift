import ThresholdModel

extension Arrangement {
  /// A resource: a name that its kind can have, labels that roles can match, facts that can be true.
  /// Source: reference, roles-and-resources §6.
  func check(_ resource: Resource) throws(Problem) {
    try LabelCheck.check(resource.labels, at: "metadata.labels")
    try checkEnd(of: resource.metadata)
    switch resource {
    case .server(let server): try check(server)
    case .database(let database): try check(database)
    case .kubeCluster(let cluster):
      try Self.checkNoSubKind(cluster.subKind, of: .kubeCluster)
      try NameRule.kubeCluster.check(cluster.name, at: "metadata.name")
      try LabelCheck.check(cluster.spec.dynamicLabels, at: "spec.dynamic_labels")
    case .app(let app): try check(app)
    case .desktop(let desktop):
      try Self.checkNoSubKind(desktop.subKind, of: .windowsDesktop)
      try Self.check(desktop.spec, name: desktop.name)
      guard after.dynamicDesktop(desktop.name) == nil else { throw Self.desktopExists(desktop.name, as: DynamicWindowsDesktop.kind) }
    case .gitServer(let server): try Self.check(server)
    case .userGroup(let group):
      try NameRule.foreign.check(group.name, at: "metadata.name")
      for app in group.spec.applications where app.isEmpty {
        throw Problem(.badParameter, "an application of a group needs a name", path: "spec.applications")
      }
    case .account(let account):
      try NameRule.foreign.check(account.name, at: "metadata.name")
      try Self.check(accountID: account.spec.accountID, at: "spec.id")
    case .assignment(let assignment):
      try NameRule.foreign.check(assignment.name, at: "metadata.name")
      try Self.check(accountID: assignment.spec.accountID, at: "spec.account_id")
      guard assignment.spec.permissionSet.arn.hasPrefix("arn:") else {
        throw Problem(
          .badParameter, "`\(assignment.spec.permissionSet.arn.escapedForDisplay)` is not the ARN of a permission set",
          hint: "write the whole ARN: arn:aws:sso:::permissionSet/…", path: "spec.permission_set.arn")
      }
    case .samlProvider(let provider):
      try NameRule.foreign.check(provider.name, at: "metadata.name")
      guard !provider.spec.entityID.isEmpty || provider.spec.kept["entity_descriptor"].map({ !$0.isEmpty }) ?? false else {
        throw Problem(
          .badParameter, "a SAML service provider needs an entity id", hint: "set spec.entity_id or spec.entity_descriptor",
          path: "spec.entity_id")
      }
    case .remoteCluster(let cluster): try NameRule.hostname.check(cluster.name, at: "metadata.name")
    case .workloadIdentity(let identity):
      try NameRule.resource.check(identity.name, at: "metadata.name")
      guard identity.spec.spiffeID.hasPrefix("/"), identity.spec.spiffeID.count > 1 else {
        throw Problem(
          .badParameter, "`\(identity.spec.spiffeID.escapedForDisplay)` is not the path of a SPIFFE id",
          hint: "begin it with a slash: /svc/payments", path: "spec.spiffe.id")
      }
    case .databaseService(let service): try NameRule.foreign.check(service.name, at: "metadata.name")
    }
  }

  /// A dynamic desktop: as a desktop, and the only one of its name.
  func check(_ desktop: DynamicWindowsDesktop) throws(Problem) {
    try LabelCheck.check(desktop.metadata.labels, at: "metadata.labels")
    try checkEnd(of: desktop.metadata)
    try Self.checkNoSubKind(desktop.subKind, of: .windowsDesktop)
    try Self.check(desktop.spec.desktop, name: desktop.name)
    guard after.written(ResourceKey(.windowsDesktop, desktop.name)) == nil else {
      throw Self.desktopExists(desktop.name, as: WindowsDesktop.kind)
    }
  }

  /// More labels for a server, which need not have joined yet.
  func check(_ info: ServerInfo) throws(Problem) {
    guard let server = info.server else {
      throw Problem(
        .badParameter, "`\(info.metadata.name.escapedForDisplay)` cannot name a server info", hint: "write si- and the server's UUID",
        path: "metadata.name")
    }
    try NameRule.agent.check(server.text, at: "metadata.name")
    guard info.metadata.expires == nil else {
      throw Problem(
        .badParameter, "a server info does not run out by itself", hint: "leave metadata.expires out, and delete it when done",
        path: "metadata.expires")
    }
    try LabelCheck.check(info.labels, at: "spec.new_labels")
    guard info.labels.count == info.spec.newLabels.count else {
      throw Problem(
        .badParameter, "two of the labels are the same once they have the prefix `\(Labels.dynamicPrefix)`", hint: "write one of them",
        path: "spec.new_labels")
    }
  }

  /// What is written must not have run out already: it would be stored and never seen.
  private func checkEnd(of metadata: Metadata) throws(Problem) {
    guard let end = metadata.expires, end <= now else { return }
    throw Problem(
      .badParameter, "`\(metadata.name.escapedForDisplay)` would have expired already",
      hint: "leave metadata.expires out, or set a later time",
      path: "metadata.expires")
  }

  static func checkNoSubKind(_ subKind: String, of kind: ResourceKind) throws(Problem) {
    guard subKind.isEmpty else {
      throw Problem(
        .badParameter, "`\(subKind.escapedForDisplay)` is not a sub-kind of `\(kind.rawValue)`", hint: "leave sub_kind out",
        path: "sub_kind")
    }
  }

  private static func check(_ desktop: WindowsDesktopSpec, name: String) throws(Problem) {
    try NameRule.resource.check(name, at: "metadata.name")
    guard isAddress(desktop.address) || (try? NameRule.hostname.check(desktop.address)) != nil else {
      throw Problem(
        .badParameter, "`\(desktop.address.escapedForDisplay)` is not a host and port", hint: "write host:port, for example 10.0.0.7:3389",
        path: "spec.addr")
    }
  }

  private static func desktopExists(_ name: String, as kind: String) -> Problem {
    Problem(
      .alreadyExists, "a Windows desktop `\(name.escapedForDisplay)` exists already as `\(kind)`",
      hint: "choose another name, or delete it first: tctl rm \(kind)/\(name.escapedForDisplay)", path: "metadata.name")
  }

  private static func check(_ server: GitServer) throws(Problem) {
    try NameRule.resource.check(server.name, at: "metadata.name")
    guard server.subKind == "github" else {
      throw Problem(
        .badParameter, "`\(server.subKind.escapedForDisplay)` is not a sub-kind of a Git server", hint: "write sub_kind: github",
        path: "sub_kind")
    }
    try NameRule.gitHubOrganization.check(server.organization, at: "spec.github.organization")
  }

  private static func check(accountID: String, at path: String) throws(Problem) {
    let isID = accountID.utf8.count == 12 && accountID.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isID else {
      throw Problem(.badParameter, "`\(accountID.escapedForDisplay)` is not an AWS account id", hint: "write its 12 digits", path: path)
    }
  }
}
