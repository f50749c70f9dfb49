import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct RequestSearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find what you can ask for.",
    discussion: """
      Ends with the command that asks for all that was found. Kinds inside of a Kubernetes cluster (pod, deployment, \
      namespace, …) need --kube-cluster, and a namespace where they stand in one; a cluster's objects are not looked up, so \
      what is printed stands for those of a name or, without --search, for all.

      Examples:
        tsh request search --kind node --labels env=test
        tsh request search --kind db --query 'labels["env"] == "prod"'
        tsh request search --kind pod --kube-cluster eks --kube-namespace shop
        tsh request search --roles
      """)

  @OptionGroup var globals: GlobalOptions
  @OptionGroup var filters: ResourceFilters
  @OptionGroup var output: FormatOption
  @Option(help: ArgumentHelp("What to look for: node, db, app, kube_cluster, windows_desktop, pod, …", valueName: "kind"))
  var kind: String?
  @Flag(help: "Look for roles that you can ask for by name.") var roles = false
  @Option(help: ArgumentHelp("Only what has these labels.", valueName: "k=v,…")) var labels: String?
  @Option(help: ArgumentHelp("The Kubernetes cluster to look into.", valueName: "name")) var kubeCluster: String?
  @Option(help: ArgumentHelp("The namespace to look into.", valueName: "name")) var kubeNamespace: String?
  @Flag(help: "Look into all namespaces.") var allKubeNamespaces = false
  @Flag(name: [.customShort("v"), .long], help: "Show labels whole.") var verbose = false

  func run() async throws {
    guard (kind == nil) == roles else {
      throw Misuse("say what to look for: --kind or --roles", hint: "tsh request search --kind node")
    }
    guard let kind else { return try await searchRoles() }
    if let kind = ResourceKind(alias: kind), ResourceID.wholeKinds.contains(kind.rawValue) { return try await search(kind) }
    guard let inner = RequestedObjects(kind: kind) else {
      throw Misuse(
        "resources of kind `\(kind.escapedForDisplay)` cannot be requested",
        hint: "one of \(ResourceID.wholeKinds.joined(separator: ", ")), or pod, deployment and so on with --kube-cluster")
    }
    try await search(inner)
  }

  private func searchRoles() async throws {
    let found = try await globals.withClient { client, _ in try await client.call(Endpoints.capabilities, CapabilitiesBody()) }
    let words = (filters.search.map(ValueList.parse) ?? []).map { $0.lowercased() }
    let names = found.requestableRoles.filter { role in words.allSatisfy { role.text.lowercased().contains($0) } }
    let terminal = Terminal.current
    try terminal.print(names, as: output.format) { () throws(Problem) in
      var table = Table("Role")
      for name in names { table.add([name.text]) }
      terminal.print(table, orElse: "There is no role that you can request.")
      guard !names.isEmpty else { return }
      let list = ShellWord.quoted(names.map(\.text).joined(separator: ","))
      terminal.print("\nTo request these roles, run\n> tsh request create --roles \(list) --reason \"<request reason>\"")
    }
  }

  private func search(_ kind: ResourceKind) async throws {
    guard kubeNamespace == nil, !allKubeNamespaces, kubeCluster == nil else {
      throw Misuse("a \(kind.subject) is in no Kubernetes cluster", hint: "leave out --kube-cluster and the namespace")
    }
    let query = try filters.parameters(kinds: [kind], labels: labels).merging(["scope": "requestable"]) { $1 }
    let found = try await globals.withClient { client, _ in try await ResourceListing.all(Endpoints.resources, client, query: query) }
    try show(found, ids: found.map(\.id), table(found, kind))
  }

  /// - Throws: ``Misuse`` without a cluster and, for what stands in one, a namespace.
  private func search(_ objects: RequestedObjects) async throws {
    guard let kubeCluster else {
      throw Misuse(
        "`\((kind ?? "").escapedForDisplay)` is looked for in one Kubernetes cluster", hint: "--kube-cluster NAME; `tsh kube ls`")
    }
    guard kubeNamespace == nil || !allKubeNamespaces else {
      throw Misuse("--kube-namespace and --all-kube-namespaces both say where", hint: "leave one of them out")
    }
    guard filters.query == nil, labels == nil else {
      throw Misuse("Kubernetes objects cannot be found by labels or --query", hint: "name one with --search")
    }
    let words = filters.search.map(ValueList.parse) ?? []
    guard words.count <= 1 else {
      throw Misuse("--search takes one name of a Kubernetes object", hint: "--search web-1, or --search 'web-*'")
    }
    let namespace = allKubeNamespaces ? "*" : kubeNamespace ?? (objects.isClusterWide ? nil : "default")
    let query = ["kind": ResourceKind.kubeCluster.rawValue, "scope": "all"]
    let clusters = try await globals.withClient { client, _ in
      try await ResourceListing.all(Endpoints.resources, client, query: query)
    }
    guard let cluster = clusters.first(where: { $0.name == kubeCluster }), let parent = try? ResourceID(text: cluster.id) else {
      throw Problem(
        .notFound, Problem.notFound(ResourceKind.kubeCluster.subject, kubeCluster).message, hint: "`tsh kube ls` lists those that you know")
    }
    let id = try objects.id(in: parent, namespace: namespace, name: words.first ?? "*")
    var table = Table([.init("Name"), .init("Namespace"), ResourcesAnswer.Item.labelColumn(whole: verbose), .init("Resource ID")])
    table.add([words.first ?? "*", objects.isClusterWide ? "-" : namespace ?? "-", cluster.shownLabels, id.description])
    var item = cluster
    (item.id, item.kind, item.requiresRequest) = (id.description, id.kind, true)
    try show([item], ids: [id.description], table)
  }

  private func show(_ found: [ResourcesAnswer.Item], ids: [String], _ table: Table) throws {
    let terminal = Terminal.current
    try terminal.print(found, as: output.format) { () throws(Problem) in
      terminal.print(table, orElse: "There is nothing that you can request.")
      guard !ids.isEmpty else { return }
      terminal.print("\nTo request access to these resources, run\n> \(Self.command(ids))")
    }
  }

  private func table(_ found: [ResourcesAnswer.Item], _ kind: ResourceKind) -> Table {
    let labels = ResourcesAnswer.Item.labelColumn(whole: verbose)
    guard kind == .node || kind == .app else {
      var table = Table([.init(kind == .database ? "Database Name" : "Name"), labels, .init("Resource ID")])
      for item in found { table.add([item.hostname, item.shownLabels, item.id]) }
      return table
    }
    var table = Table([.init("Name"), .init("Hostname"), labels, .init("Resource ID")])
    for item in found { table.add([item.name, kind == .node ? item.hostname : item.address, item.shownLabels, item.id]) }
    return table
  }

  /// One command for all, over several lines where there are several.
  static func command(_ ids: [String]) -> String {
    (["tsh request create"] + ids.map { "--resource \(ShellWord.quoted($0))" } + ["--reason \"<request reason>\""])
      .joined(separator: ids.count == 1 ? " " : " \\\n    ")
  }
}

/// A word of a command line that is printed to be copied.
enum ShellWord {
  /// The word as a shell reads it: in single quotes unless every character is harmless. Control characters are shown
  /// escaped, and then the word is not what it was.
  static func quoted(_ word: String) -> String {
    let harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,…"
    let shown = word.escapedForDisplay
    guard shown.isEmpty || !shown.allSatisfy(harmless.contains) else { return shown }
    return "'" + shown.replacing("'", with: "'\\''") + "'"
  }
}

/// A kind of objects inside a Kubernetes cluster, as people ask for it: by the older singular (`pod`), or as a plural with
/// its group (`deployments.apps`). Source: reference, lists-and-requests §5.2.
struct RequestedObjects: Hashable {
  let plural: String
  let apiGroup: String
  let isClusterWide: Bool

  /// - Returns: nil for kinds that no Kubernetes cluster brings along.
  init?(kind text: String) {
    let word = text.lowercased()
    let parts = word.split(separator: ".", maxSplits: 1).map(String.init)
    guard let plural = parts.first else { return nil }
    let known =
      KubernetesKind.named(singular: word)
      ?? KubernetesKind.named(plural: plural).first { parts.count == 1 || $0.apiGroup == parts[1] }
    guard let known else { return nil }
    (self.plural, apiGroup, isClusterWide) = (known.plural, known.apiGroup, known.isClusterWide)
  }

  /// The id of the objects of a name, which may be a pattern.
  /// - Throws: ``Problem`` of kind `badParameter` for a name that no object can have.
  func id(in cluster: ResourceID, namespace: String?, name: String) throws(Problem) -> ResourceID {
    let type = apiGroup.isEmpty ? plural : "\(plural).\(apiGroup)"
    let inner = isClusterWide ? name : "\(namespace ?? "default")/\(name)"
    return try ResourceID(text: "/\(cluster.cluster)/kube:\(isClusterWide ? "cw" : "ns"):\(type)/\(cluster.name)/\(inner)")
  }
}
