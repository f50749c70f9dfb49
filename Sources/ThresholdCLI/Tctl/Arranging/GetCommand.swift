import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct GetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Shows documents: all of a kind, one, or everything.",
    discussion: """
      Kinds may be written in the singular or the plural: role, user, node, db, kube_cluster, app, windows_desktop, access_list, \
      access_list_member[/LIST], access_request, lock, cap and so on. What is shown can be changed and given to `tctl create -f`. \
      `all` shows everything that you may read and that can be written again, so not access requests.

      Examples:
        tctl get roles
        tctl get role/access,user/max --format json
        tctl get all > dump.yaml
      """)

  @Argument(help: ArgumentHelp("Documents, separated by commas, or `all`.", valueName: "kind[/name]")) var documents: CommaList
  @OptionGroup var output: DocumentFormatOption
  @Flag(help: "Taken for the sake of scripts; documents hold no secrets here.") var withSecrets = false
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let isAll = documents.items == ["all"]
    let reviews = try documents.items.compactMap { try ReviewReference(text: $0) }
    let tokens = documents.items.compactMap { TokenReference(text: $0) }
    let others = try documents.items.filter { try ReviewReference(text: $0) == nil && TokenReference(text: $0) == nil }
    let references = isAll ? [] : try others.map { try DocumentReference(text: $0) }
    guard isAll || !references.isEmpty || !reviews.isEmpty || !tokens.isEmpty else {
      throw Misuse("no document is named", hint: "for example `tctl get roles`")
    }
    let found = try await connection.use { client in
      if isAll { return try await DocumentReader(client: client).everything() }
      var found: [Value] = []
      for reference in references { found += try await DocumentReader(client: client).documents(reference) }
      for review in reviews { found += try await review.documents(client) }
      for token in tokens { found += try await token.documents(client) }
      return found
    }
    let terminal = Terminal.current
    try terminal.print(documents: found, as: output.format) { () throws(Problem) in
      var table = Table("Kind", "Name", "Description", "Labels", "Expires")
      for document in found {
        let metadata = document["metadata"]
        table.add([
          document.kind, Self.name(of: document), Shown.orDash(metadata?["description"]?.text ?? ""),
          Shown.orDash(Self.labels(of: document)),
          Shown.orDash(metadata?["expires"]?.text ?? document["spec"]?["expires"]?.text ?? ""),
        ])
      }
      terminal.print(table, orElse: "nothing found")
    }
    if found.isEmpty, output.format == .yaml { terminal.note("nothing found") }
  }

  /// As other commands name it: members and reviews with their list.
  private static func name(of document: Value) -> String {
    guard document.kind.hasPrefix("access_list_"), let list = document["spec"]?["access_list"]?.text else { return document.name }
    return "\(list)/\(document.name)"
  }

  /// The labels that tables show.
  private static func labels(of document: Value) -> String {
    guard case .map(let entries) = document["metadata"]?["labels"] else { return "" }
    return ValueList.text(Labels.shown(entries.compactMapValues(\.text)))
  }
}

/// Reads documents by what people call them.
struct DocumentReader {
  let client: APIClient

  /// One document, or all of a kind.
  /// - Throws: the server's ``Problem``.
  func documents(_ reference: DocumentReference) async throws(Problem) -> [Value] {
    let kind = reference.kind.rawValue
    if let name = reference.name {
      return [try await client.call(Endpoints.document, path: ["kind": kind, "name": name], query: reference.query).document]
    }
    guard reference.kind == .member, reference.parent == nil else {
      return try await client.call(Endpoints.documents, path: ["kind": kind], query: reference.query).documents
    }
    var members: [Value] = []
    for list in try await client.call(Endpoints.documents, path: ["kind": DocumentKind.accessList.rawValue]).documents {
      members += try await client.call(Endpoints.documents, path: ["kind": kind], query: ["parent": list.name]).documents
    }
    return members
  }

  /// Everything that can be written again. Kinds that the caller may not read are left out, and named on standard error.
  /// - Throws: the server's ``Problem``, other than a refusal to read a kind.
  func everything() async throws(Problem) -> [Value] {
    var found: [Value] = []
    var refused: [String] = []
    for kind in DocumentKind.allCases where kind != .request {
      do { found += try await documents(DocumentReference(kind: kind)) } catch {
        guard error.kind == .accessDenied else { throw error }
        refused.append(kind.rawValue)
      }
    }
    if !refused.isEmpty { Terminal.current.warn("you may not read, so these are left out: \(refused.joined(separator: ", "))") }
    return found
  }
}
