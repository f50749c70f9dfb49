import Testing
import ThresholdModel
import ThresholdRules
import ThresholdTesting

@testable import ThresholdService

@Suite("Lists as stories")
struct ListStoriesTests {
  private let admin = Caller.local(osUser: "test")

  private func settings(_ change: (inout ListSettings) -> Void) -> ListSettings {
    var settings = ListSettings()
    change(&settings)
    return settings
  }

  private func plainList(_ house: House, _ change: (inout ListSettings) -> Void = { _ in }) async throws -> ListName {
    var settings = settings(change)
    settings.owners = settings.owners ?? ["olivia"]
    return try await house.stories.createList(ListWish(title: "Plain", access: nil, settings: settings), by: admin).list.name
  }

  private func events(_ house: House, _ type: AuditType) async throws -> [Value] {
    try await house.stories.auditEvents(AuditSelection(code: type.code), by: admin).map(\.body)
  }

  @Test("a plain list takes everything that people say; the date of its review is counted from now")
  func plain() async throws {
    let house = try await House()
    let inner = try await plainList(house)
    let name = try await plainList(house) {
      $0.ownerLists = [inner]
      $0.members = ["max", "MAX"]
      $0.memberLists = [inner]
      $0.memberRequiredRoles = ["access"]
      $0.memberRequiredTraits = ["team": ["web"]]
      $0.ownerRequiredTraits = ["level": ["senior"]]
      $0.memberGrantTraits = ["logins": ["ubuntu"]]
      $0.ownerGrantRoles = ["reviewer"]
      $0.frequency = .quarterly
      $0.day = .last
    }
    let list = try #require(house.stories.world.list(name))
    #expect(list.spec.owners.map(\.party) == [.user("olivia"), .list(inner)])
    #expect(list.spec.membershipRequires == Requirements(roles: ["access"], traits: ["team": ["web"]]))
    #expect(list.spec.ownershipRequires == Requirements(traits: ["level": ["senior"]]))
    #expect(list.spec.grants == Grants(traits: ["logins": ["ubuntu"]]) && list.spec.ownerGrants == Grants(roles: ["reviewer"]))
    #expect(list.spec.audit.nextDate == ReviewRecurrence(frequency: .quarterly, day: .last).date(after: house.clock.now()))
    #expect(house.stories.world.members(of: name).map(\.spec.party).sorted() == [.list(inner), .user("max")].sorted())
  }

  @Test("what does not go together is refused, and nothing is made")
  func wishes() async throws {
    let house = try await House()
    let owners = settings { $0.owners = ["olivia"] }
    var grants = owners
    grants.memberGrantTraits = ["a": ["b"]]
    let before = house.stories.world.sequence
    let wishes = [
      ListWish(title: "T", access: nil, opens: GuidedAccess(githubOrgs: ["acme"]), settings: owners),
      ListWish(title: "T", access: .standing, settings: grants),
      ListWish(title: " ", access: .standing, settings: owners),
      ListWish(title: "a\u{202E}b", access: nil, settings: owners),
      ListWish(title: "T", access: nil, settings: ListSettings()),
    ]
    for wish in wishes {
      #expect(await refusal { try await house.stories.createList(wish, by: admin) }?.kind == .badParameter, "\(wish)")
    }
    #expect(house.stories.world.sequence == before)
  }

  @Test("each field is replaced whole, an empty one cleared, others stay")
  func fields() async throws {
    let house = try await House()
    let name = try await plainList(house) {
      $0.description = "D"
      $0.owners = ["olivia", "alice"]
      $0.memberRequiredRoles = ["access"]
      $0.memberRequiredTraits = ["team": ["web"]]
      $0.memberGrantRoles = ["auditor"]
    }
    let change = ListChange(
      title: "New",
      settings: settings {
        $0.description = ""
        $0.owners = ["alice"]
        $0.memberRequiredTraits = [:]
        $0.memberGrantRoles = ["reviewer"]
      })
    let outcome = try await house.stories.changeList(name, change, by: admin)
    #expect(outcome.ownersRemoved == ["olivia"] && outcome.membersRemoved.isEmpty && outcome.access == nil)
    let spec = try #require(house.stories.world.list(name)).spec
    #expect(spec.title == "New" && spec.description.isEmpty && spec.owners.map(\.name) == ["alice"])
    #expect(spec.membershipRequires == Requirements(roles: ["access"]) && spec.grants.roles == ["reviewer"])
  }

  @Test("no change, no title, no owner, members with anything else, and both ways at once are refused")
  func refusedChanges() async throws {
    let house = try await House()
    let name = try await plainList(house)
    let changes = [
      ListChange(), ListChange(title: " "), ListChange(settings: settings { $0.owners = [] }),
      ListChange(title: "T", settings: settings { $0.members = ["max"] }),
      ListChange(settings: settings { ($0.memberLists, $0.description) = ([], "D") }),
      ListChange(opens: GuidedAccess(githubOrgs: ["acme"])), ListChange(removesAccess: true),
      ListChange(access: .standing, removesAccess: true),
      ListChange(access: .standing, settings: settings { $0.ownerGrantRoles = ["reviewer"] }),
    ]
    for change in changes {
      #expect(await refusal { try await house.stories.changeList(name, change, by: admin) }?.kind == .badParameter, "\(change)")
    }
    #expect(
      await refusal { try await house.stories.changeList("ghost", ListChange(title: "T"), by: admin) }?.kind == .notFound)
  }

  @Test("saying how often a list is reviewed counts its date from now, also when that is as it was")
  func recurrence() async throws {
    let house = try await House()
    let name = try await plainList(house)
    var list = try #require(house.stories.world.list(name))
    list.spec.audit.nextDate = house.clock.now() + .days(3)
    let moved = list
    _ = try await house.stories.committer.commit { _ in Draft([.put(.list(moved))], answer: true) }
    _ = try await house.stories.changeList(name, ListChange(title: "T"), by: admin)
    #expect(house.stories.world.list(name)?.spec.audit.nextDate == house.clock.now() + .days(3))
    _ = try await house.stories.changeList(name, ListChange(settings: settings { $0.frequency = .halfYearly }), by: admin)
    #expect(house.stories.world.list(name)?.spec.audit.nextDate == ReviewRecurrence().date(after: house.clock.now()))
  }

  @Test("users and lists as members are replaced apart from each other; who stays keeps end and reason")
  func members() async throws {
    let house = try await House()
    let inner = try await plainList(house)
    let name = try await plainList(house) { ($0.members, $0.memberLists) = (["max", "nina"], [inner]) }
    let end = house.clock.now() + .days(1)
    _ = try await house.stories.putMember("max", of: name, expires: end, reason: "on call", by: admin)
    let outcome = try await house.stories.changeList(name, ListChange(settings: settings { $0.members = ["MAX", "alice"] }), by: admin)
    #expect(outcome.membersRemoved == ["nina"])
    let members = house.stories.world.members(of: name)
    #expect(Set(members.map(\.spec.party)) == [.user("max"), .user("alice"), .list(inner)])
    #expect(house.stories.world.member("max", of: name)?.spec.expires == end)
    #expect(house.stories.world.member("max", of: name)?.spec.reason == "on call")
    let emptied = try await house.stories.changeList(name, ListChange(settings: settings { $0.memberLists = [] }), by: admin)
    #expect(emptied.membersRemoved == [inner.text])
    #expect(house.stories.world.members(of: name).count == 2)
  }

  @Test("an owner without a right changes what is asked of members and who they are, and nothing else")
  func owner() async throws {
    let house = try await House()
    let olivia = Caller.person(try await house.signIn("olivia"))
    let max = Caller.person(try await house.signIn("max"))
    let asked = ListChange(settings: settings { $0.memberRequiredTraits = ["team": ["web"]] })
    _ = try await house.stories.changeList(house.list, asked, by: olivia)
    let named = ListChange(settings: settings { $0.members = ["alice"] })
    #expect(await refusal { try await house.stories.changeList(house.list, named, by: max) }?.kind == .notFound)
    #expect(try await house.stories.changeList(house.list, named, by: olivia).membersRemoved == ["max"])
    let others = [
      ListChange(title: "T"), ListChange(settings: settings { $0.owners = ["max"] }), ListChange(removesAccess: true),
      ListChange(opens: GuidedAccess(githubOrgs: ["acme"])), ListChange(access: .standing),
      ListChange(settings: settings { $0.frequency = .yearly }), ListChange(settings: settings { $0.ownerRequiredRoles = ["access"] }),
    ]
    for change in others {
      #expect(await refusal { try await house.stories.changeList(house.list, change, by: olivia) }?.kind == .accessDenied, "\(change)")
    }
    #expect(await refusal { try await house.stories.deleteList(house.list, by: olivia) }?.kind == .accessDenied)
  }

  @Test("what a guided list opens is changed with its roles in one change; deleting it tells the roles that are left")
  func guided() async throws {
    let house = try await House()
    let outcome = try await house.stories.changeList(
      house.list, ListChange(access: .standing, opens: GuidedAccess(principals: [.logins: ["deploy"]])), by: admin)
    #expect(outcome.access == .standing)
    #expect(outcome.roles == [RoleName("access-standard-acl-preset-\(house.list)")])
    #expect(house.stories.world.role(outcome.roles[0])?.spec.allow.logins == ["deploy"])
    #expect(outcome.list.spec.grants.roles == outcome.roles)
    #expect(try await events(house, .roleUpdated).count == 1)
    #expect(try await events(house, .listUpdated).first?["updated_by"]?.text == "local:test")
    #expect(try await house.stories.deleteList(house.list, by: admin).count == 3)
    #expect(house.stories.world.role(outcome.roles[0]) != nil)
  }

  @Test("the guide asks for every right on lists and roles")
  func rights() async throws {
    let house = try await House()
    let role = Role(
      name: "lister",
      allow: RoleConditions(rules: [
        Rule(resources: ["access_list"], verbs: ["list", "read", "create", "update", "delete"]),
        Rule(resources: ["role"], verbs: ["list", "read", "create", "update"]),
      ]))
    _ = try await house.stories.committer.commit { _ in
      Draft([.put(.role(role)), .put(.user(User(name: "lena", roles: ["lister"])))], answer: true)
    }
    let lena = Caller.person(try await house.signIn("lena"))
    let wish = ListWish(title: "T", access: .standing, settings: settings { $0.owners = ["olivia"] })
    #expect(await refusal { try await house.stories.createList(wish, by: lena) }?.message.contains("delete `role`") == true)
    _ = try await house.stories.createList(ListWish(title: "T", access: nil, settings: wish.settings), by: lena)
  }

  @Test("a review removes members, moves the date, and is on the record")
  func review() async throws {
    let house = try await House()
    let olivia = try await house.signIn("olivia")
    let due = try #require(house.stories.world.list(house.list)?.spec.audit.nextDate)
    let kept = try await house.stories.reviewList(
      house.list, ListReviewChanges(removedMembers: ["Max"]), notes: "left", by: olivia)
    #expect(kept.removed == ["max"] && (kept.nextDate ?? due) > due)
    #expect(house.stories.world.member("max", of: house.list) == nil)
    let event = try #require(try await events(house, .listReviewed).first)
    #expect(event["review_id"]?.text == kept.review.id.text && event["message"]?.text == "left")
    #expect(event["removed_members"] == .list(["max"]))
    #expect(try await events(house, .memberDeleted).first?["members"]?.list?.first?["member_name"]?.text == "max")
    let page = try await house.stories.listReviews(of: house.list, pageToken: nil, pageSize: 200, by: .person(olivia))
    #expect(page.reviews.map(\.id) == [kept.review.id])
    #expect(
      await refusal { try await house.stories.deleteListReview(kept.review.id, of: house.list, by: .person(olivia)) }?.kind
        == .accessDenied)
    try await house.stories.deleteListReview(kept.review.id, of: house.list, by: admin)
    #expect(try await house.stories.listReviews(of: house.list, pageToken: nil, pageSize: 200, by: admin).reviews.isEmpty)
  }

  @Test("members see the list and themselves; others see nothing of it")
  func seeing() async throws {
    let house = try await House()
    _ = try await house.stories.putMember("nina", of: house.list, expires: nil, reason: "", by: admin)
    let (max, olivia) = (Caller.person(try await house.signIn("max")), Caller.person(try await house.signIn("olivia")))
    _ = try await house.stories.committer.commit { _ in Draft([.put(.user(User(name: "eve", roles: [])))], answer: true) }
    let eve = Caller.person(try await house.signIn("eve"))
    func lists(_ caller: Caller) throws -> [SeenList] {
      try house.stories.lists(reviewOnly: false, pageToken: nil, pageSize: 100, by: caller).lists
    }
    #expect(try lists(max).map(\.memberCount) == [nil])
    #expect(try lists(max).first?.assignments == SeenList.Assignments(ownership: "unspecified", membership: "explicit"))
    #expect(try lists(olivia).map(\.memberCount) == [SeenList.MemberCount(users: 2, lists: 0)])
    #expect(try lists(eve).isEmpty)
    func members(_ caller: Caller) throws -> [String] {
      try house.stories.members(of: house.list, pageToken: nil, pageSize: 200, by: caller).members.map(\.spec.party.name)
    }
    #expect(try members(max) == ["max"] && members(olivia) == ["max", "nina"])
    #expect(await refusal { try members(eve) } == Problem.notFound("access list", house.list.text))
    #expect(try await house.stories.listSummaries(of: house.list, reviewOnly: false, by: max).first?.members == nil)
    #expect(
      await refusal { try await house.stories.listReviews(of: house.list, pageToken: nil, pageSize: 1, by: max) }?.kind == .accessDenied)
  }

  @Test("pages go through all names, and only lists that are due are shown when asked")
  func pages() async throws {
    let house = try await House()
    for _ in 0..<4 { _ = try await plainList(house) }
    var (names, token): ([ListName], String?) = ([], nil)
    repeat {
      let page = try house.stories.lists(reviewOnly: false, pageToken: token, pageSize: 2, by: admin)
      #expect(page.lists.count <= 2)
      names += page.lists.map(\.list.name)
      token = page.next
    } while token != nil
    #expect(names == house.stories.world.lists.map(\.name) && names.count == 5)
    #expect(try house.stories.lists(reviewOnly: true, pageToken: nil, pageSize: 100, by: admin).lists.isEmpty)
    let due = try #require(house.stories.world.list(house.list)?.spec.audit.nextDate)
    house.clock.advance(by: (due - .days(14)) - house.clock.now())
    #expect(try house.stories.lists(reviewOnly: true, pageToken: nil, pageSize: 100, by: admin).lists.count == 5)
    #expect(try await house.stories.listSummaries(of: nil, reviewOnly: true, by: admin).count == 5)
  }

  @Test("a list as code is static, carries the tool's label, and is checked but not made")
  func asCode() async throws {
    let house = try await House()
    var wish = ListWish(
      title: "T", access: .byRequest, opens: GuidedAccess(nodeLabels: ["env": ["test"]], logins: ["ubuntu"]),
      settings: settings { ($0.owners, $0.members, $0.frequency) = (["olivia"], ["max"], .yearly) })
    let before = house.stories.world.sequence
    let plan = try house.stories.planList(wish, by: admin).plan
    #expect(plan.list.spec.type == .static && plan.list.spec.audit == ListAudit())
    #expect(plan.roles.count == 3 && plan.roles.allSatisfy { $0.metadata.description.isEmpty })
    let labels = plan.roles.map(\.metadata.labels) + [plan.list.metadata.labels] + plan.members.map(\.metadata.labels)
    #expect(labels.allSatisfy { $0["teleport.dev/iac-tool"] == "terraform" })
    wish.settings.ownerLists = ["ghost"]
    let refused = wish
    #expect(await refusal { try house.stories.planList(refused, by: admin) }?.kind == .notFound)
    #expect(house.stories.world.sequence == before)
  }
}
