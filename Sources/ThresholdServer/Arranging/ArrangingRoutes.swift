import ThresholdAPI
import ThresholdModel
import ThresholdService

/// The cluster, users, documents, lists and members.
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
    mounts.mount(Endpoints.createList, createList)
    mounts.mount(Endpoints.deleteList) { (_, call) throws(Problem) in
      DeleteListAnswer(rolesToDelete: try await stories.deleteList(ListName(call.path("list")), by: call.someone()))
    }
    mounts.mount(Endpoints.putMember, putMember)
    mounts.mount(Endpoints.deleteMember) { (_, call) throws(Problem) in
      try await stories.deleteMember(UserName(call.path("user")), of: ListName(call.path("list")), by: call.someone())
      return Empty()
    }
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
      let written = try await stories.writeDocument(body.document, overwriting: body.mode == .upsert, by: call.someone())
      return DocumentAnswer(document: written.document, created: written.created)
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

  @Sendable private func createList(_ body: CreateListBody, _ call: Call) async throws(Problem) -> CreateListAnswer {
    let made = try await stories.createList(
      ListWish(
        title: body.title, description: body.description, access: body.accessType.map(\.wished), nodeLabels: body.nodeLabels,
        logins: body.logins, owners: body.owners, members: body.members, memberGrants: body.memberGrantRoles,
        ownerGrants: body.ownerGrantRoles),
      by: call.someone())
    return CreateListAnswer(accessList: try Untyped.value(of: made.list), accessType: body.accessType, createdRoles: made.roles)
  }

  @Sendable private func putMember(_ body: MemberBody, _ call: Call) async throws(Problem) -> DocumentAnswer {
    let put = try await stories.putMember(
      UserName(call.path("user")), of: ListName(call.path("list")), expires: body.expires, reason: body.reason ?? "", by: call.someone())
    return DocumentAnswer(document: try Untyped.value(of: put.member), created: put.created)
  }
}

extension AccessType {
  fileprivate var wished: ListWish.Access {
    switch self {
    case .standing: .standing
    case .accessRequest: .byRequest
    }
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
}
