import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Access lists, their members and their reviews.
struct ListRoutes {
  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.createList, createList)
    mounts.mount(Endpoints.planList) { (body, call) throws(Problem) in
      let planned = try stories.planList(ListWish(body), by: call.someone())
      return PlanListAnswer(
        address: planned.address, accessList: planned.plan.list, roles: planned.plan.roles, members: planned.plan.members)
    }
    mounts.mount(Endpoints.lists, lists)
    mounts.mount(Endpoints.listSummaries) { (_, call) throws(Problem) in
      let found = try await stories.listSummaries(
        of: call.query("list").map { ListName($0) }, reviewOnly: call.flag("review_only"), by: call.someone())
      return ListSummariesAnswer(
        summaries: found.map { SummarizedList($0.list, members: ($0.members ?? []).map(\.spec), lastReview: $0.lastReview?.spec) })
    }
    mounts.mount(Endpoints.updateList, updateList)
    mounts.mount(Endpoints.deleteList) { (_, call) throws(Problem) in
      DeleteListAnswer(rolesToDelete: try await stories.deleteList(ListName(call.path("list")), by: call.someone()))
    }
    mountMembers(on: mounts)
    mountReviews(on: mounts)
  }

  private func mountMembers(on mounts: Mounts) {
    mounts.mount(Endpoints.members) { (_, call) throws(Problem) in
      let page = try stories.members(
        of: ListName(call.path("list")), pageToken: call.query("page_token"), pageSize: call.pageSize(200), by: call.someone())
      return MembersAnswer(members: try Untyped.values(of: page.members), nextPageToken: page.next)
    }
    mounts.mount(Endpoints.putMember) { (body, call) throws(Problem) in
      let put = try await stories.putMember(
        Party(kind: body.kind ?? .user, name: call.path("user")), of: ListName(call.path("list")), expires: body.expires,
        reason: body.reason ?? "", by: call.someone())
      return DocumentAnswer(document: try Untyped.value(of: put.member), created: put.created)
    }
    mounts.mount(Endpoints.deleteMember) { (_, call) throws(Problem) in
      try await stories.deleteMember(named: call.path("user"), of: ListName(call.path("list")), by: call.someone())
      return Empty()
    }
  }

  private func mountReviews(on mounts: Mounts) {
    mounts.mount(Endpoints.reviewList) { (body, call) throws(Problem) in
      let outcome = try await stories.reviewList(
        ListName(call.path("list")), body.changes ?? ListReviewChanges(), notes: body.notes ?? "", by: call.person())
      return ReviewListAnswer(
        review: try Untyped.value(of: outcome.review), nextDate: outcome.nextDate, removedMembers: outcome.removed,
        isHandedOut: outcome.review.spec.isHandedOut)
    }
    mounts.mount(Endpoints.listReviews) { (_, call) throws(Problem) in
      let page = try await stories.listReviews(
        of: ListName(call.path("list")), pageToken: call.query("page_token"), pageSize: call.pageSize(200), by: call.someone())
      return ListReviewsAnswer(reviews: try Untyped.values(of: page.reviews), nextPageToken: page.next)
    }
    mounts.mount(Endpoints.deleteListReview) { (_, call) throws(Problem) in
      try await stories.deleteListReview(ListReviewID(call.path("review")), of: ListName(call.path("list")), by: call.someone())
      return Empty()
    }
  }

  @Sendable private func createList(_ body: CreateListBody, _ call: Call) async throws(Problem) -> CreateListAnswer {
    let made = try await stories.createList(ListWish(body), by: call.someone())
    return CreateListAnswer(accessList: try Untyped.value(of: made.list), accessType: body.accessType, createdRoles: made.roles)
  }

  @Sendable private func lists(_: Empty, _ call: Call) async throws(Problem) -> ListsAnswer {
    let page = try stories.lists(
      reviewOnly: call.flag("review_only"), pageToken: call.query("page_token"), pageSize: call.pageSize(100), by: call.someone())
    var lists: [ListedList] = []
    for seen in page.lists {
      lists.append(
        ListedList(
          accessList: try seen.value(), memberCount: seen.memberCount?.users, memberListCount: seen.memberCount?.lists,
          currentUserAssignments: seen.assignments.map {
            ListedList.Assignments(ownershipType: $0.ownership, membershipType: $0.membership)
          }))
    }
    return ListsAnswer(lists: lists, nextPageToken: page.next)
  }

  @Sendable private func updateList(_ body: UpdateListBody, _ call: Call) async throws(Problem) -> UpdateListAnswer {
    let outcome = try await stories.changeList(ListName(call.path("list")), ListChange(body), by: call.someone())
    return UpdateListAnswer(
      accessList: try Untyped.value(of: outcome.list), accessType: outcome.access.map(AccessType.init),
      updatedOrCreatedRoles: outcome.roles, rolesToDelete: outcome.rolesToDelete, ownersRemoved: outcome.ownersRemoved,
      membersRemoved: outcome.membersRemoved)
  }
}

extension ListWish {
  init(_ body: CreateListBody) {
    self.init(title: body.title, access: body.accessType.map(\.wished), opens: body.opens, settings: body.settings)
  }
}

extension ListChange {
  init(_ body: UpdateListBody) {
    self.init(
      title: body.title, access: body.accessType.map(\.wished), removesAccess: body.removeAccess, opens: body.opens,
      settings: body.settings)
  }
}

extension AccessType {
  fileprivate var wished: ListAccess {
    switch self {
    case .standing: .standing
    case .accessRequest: .byRequest
    }
  }

  fileprivate init(_ access: ListAccess) {
    switch access {
    case .standing: self = .standing
    case .byRequest: self = .accessRequest
    }
  }
}

extension Call {
  /// The size of a page that the query asks for.
  /// - Parameter most: the largest, which is also what counts when nothing is asked for.
  fileprivate func pageSize(_ most: Int) throws(Problem) -> Int {
    Int(clamping: min(try number("page_size") ?? Int64(most), Int64(most)))
  }
}
