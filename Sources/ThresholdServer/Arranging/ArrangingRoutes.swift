import ThresholdAPI
import ThresholdModel
import ThresholdService

/// The cluster, users and documents; lists have ``ListRoutes``.
struct ArrangingRoutes {
  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.cluster, cluster)
    mounts.mount(Endpoints.addUser, addUser)
    mounts.mount(Endpoints.setPassword) { (body, call) throws(Problem) in
      try await stories.setPassword(of: UserName(call.path("user")), to: body.password.exposed, by: call.someone())
      return Empty()
    }
    mountDocuments(on: mounts)
    ListRoutes(stories: stories).mount(on: mounts)
  }

  private func mountDocuments(on mounts: Mounts) {
    mounts.mount(Endpoints.documents) { (_, call) throws(Problem) in
      DocumentsAnswer(documents: try await stories.documents(kind: call.path("kind"), parent: call.query("parent"), by: call.someone()))
    }
    mounts.mount(Endpoints.document) { (_, call) throws(Problem) in
      let document = try await stories.document(
        kind: call.path("kind"), name: call.path("name"), parent: call.query("parent"), by: call.someone())
      return DocumentAnswer(document: document, created: false)
    }
    mounts.mount(Endpoints.writeDocument) { (body, call) throws(Problem) in
      DocumentAnswer(try await stories.writeDocument(body.document, mode: body.mode.expected, by: call.someone()))
    }
    mounts.mount(Endpoints.writeDocuments) { (body, call) throws(Problem) in
      let written = try await stories.writeDocuments(
        body.documents, mode: body.mode.expected, ignoringUnknownFields: body.ignoreUnknownFields ?? false, by: call.someone())
      return WrittenAnswer(results: written.map { DocumentAnswer($0) })
    }
    mounts.mount(Endpoints.deleteDocument) { (_, call) throws(Problem) in
      try await stories.deleteDocument(
        kind: call.path("kind"), name: call.path("name"), parent: call.query("parent"), revision: call.query("revision") ?? "",
        by: call.someone())
      return Empty()
    }
  }

  @Sendable private func cluster(_: Empty, _ call: Call) async throws(Problem) -> ClusterAnswer {
    let status = try stories.clusterStatus(by: call.someone())
    return ClusterAnswer(
      cluster: status.name, version: ProductVersion.current, caPins: status.caPins, publicAddress: status.publicAddress,
      sequence: status.sequence, users: status.users, servers: status.servers, connections: status.connections, warnings: status.warnings)
  }

  @Sendable private func addUser(_ body: AddUserBody, _ call: Call) async throws(Problem) -> DocumentAnswer {
    let user = try await stories.addUser(
      name: body.name, roles: body.roles, traits: body.traits, password: body.password.exposed, by: call.someone())
    return DocumentAnswer(document: try Untyped.value(of: user), created: true)
  }
}

extension DocumentMode {
  fileprivate var expected: WriteMode {
    switch self {
    case .create: .create
    case .upsert: .upsert
    case .update: .update
    }
  }
}

extension DocumentAnswer {
  fileprivate init(_ written: WrittenDocument) {
    self.init(
      document: written.document, created: written.created,
      warnings: written.warnings.map { Warning(path: $0.path, message: $0.message) }, ignored: written.ignored)
  }
}

/// Documents without their type, as answers carry them.
enum Untyped {
  /// - Throws: ``Problem`` of kind `internalError`, which is a bug.
  static func value<Spec>(of document: Document<Spec>) throws(Problem) -> Value {
    do { return try document.value() } catch {
      throw Problem(.internalError, "the document cannot be shown", cause: "\(error)")
    }
  }

  /// - Throws: as ``value(of:)``.
  static func values<Spec>(of documents: [Document<Spec>]) throws(Problem) -> [Value] {
    var values: [Value] = []
    for document in documents { values.append(try value(of: document)) }
    return values
  }
}
