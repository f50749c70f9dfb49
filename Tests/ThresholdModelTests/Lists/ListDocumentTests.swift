import Foundation
import Testing
import ThresholdModel

@Suite("Access lists as documents")
struct ListDocumentTests {
  private func document(_ spec: [String: Value]) -> Value {
    .map([
      "kind": "access_list", "version": "v1", "metadata": .map(["name": "l"]),
      "spec": .map(["title": "T", "owners": .list([.map(["name": "olivia"])])].merging(spec) { $1 }),
    ])
  }

  private func read(_ spec: [String: Value]) throws -> AccessListSpec { try AccessList(reading: document(spec)).spec }

  private func refusal(_ spec: [String: Value]) -> Problem? {
    #expect(throws: Problem.self) { try AccessList(reading: document(spec)) }
  }

  @Test(
    "types are read, the older one as the default",
    arguments: [("", ListType.standard), ("dynamic", .standard), ("static", .static), ("scim", .scim)])
  func types(text: String, type: ListType) throws {
    #expect(try read(["type": .text(text)]).type == type)
    #expect(try read([:]).type == .standard)
  }

  @Test("other types are refused", arguments: ["Static", "terraform", "default", " "])
  func unknownTypes(text: String) {
    #expect(refusal(["type": .text(text)])?.kind == .badParameter)
    #expect(refusal(["type": .text(text)])?.path == "spec.type")
  }

  private static let frequencies: [(Value, ReviewFrequency?)] = [
    ("1", .monthly), ("1m", .monthly), ("1month", .monthly), ("1months", .monthly), ("1 Month", .monthly), (1, .monthly),
    ("3", .quarterly), ("3m", .quarterly), ("3 months", .quarterly), (" 3MONTH ", .quarterly), (3, .quarterly), ("6", .halfYearly),
    ("6M", .halfYearly), ("6 months", .halfYearly), ("6month", .halfYearly), (6, .halfYearly), ("12", .yearly), ("12m", .yearly),
    ("12 months", .yearly), ("12month", .yearly), ("1y", .yearly), ("1 Year", .yearly), ("1years", .yearly), (12, .yearly), (0, nil),
    ("", nil), (.null, nil),
  ]

  @Test("frequencies are read from text and numbers", arguments: frequencies)
  func frequency(written: Value, frequency: ReviewFrequency?) throws {
    let audit = Value.map(["recurrence": .map(["frequency": written])])
    #expect(try read(["audit": audit]).audit.frequency == frequency)
  }

  @Test(
    "a frequency that cannot be read is refused and not the default",
    arguments: ["2", "monthly", "0", "-6", "6 weeks", "twelve", 2, -1, 24, .number(6.5), true] as [Value])
  func badFrequency(written: Value) {
    #expect(refusal(["audit": .map(["recurrence": .map(["frequency": written])])])?.path == "spec.audit.recurrence.frequency")
  }

  private static let days: [(Value, ReviewDay?)] = [
    ("1", .first), ("first", .first), ("First ", .first), (1, .first), ("15", .fifteenth), (" 15", .fifteenth), (15, .fifteenth),
    ("last", .last), ("LAST", .last), ("31", .last), (31, .last), (0, nil), ("", nil), (.null, nil),
  ]

  @Test("days are read from text and numbers, 31 as the last", arguments: days)
  func day(written: Value, day: ReviewDay?) throws {
    #expect(try read(["audit": .map(["recurrence": .map(["day_of_month": written])])]).audit.day == day)
  }

  @Test("a day that cannot be read is refused", arguments: ["2", "30", "0", "end", 2, 14, 30, 32, -1] as [Value])
  func badDay(written: Value) {
    #expect(refusal(["audit": .map(["recurrence": .map(["day_of_month": written])])])?.path == "spec.audit.recurrence.day_of_month")
  }

  @Test("frequency, day and reminders are written as text")
  func writtenAudit() throws {
    #expect(ReviewFrequency.allCases.map(\.text) == ["1 month", "3 months", "6 months", "1 year"])
    #expect(ReviewDay.allCases.map(\.text) == ["1", "15", "last"])
    let list = try AccessList(
      reading: document([
        "audit": .map([
          "recurrence": .map(["frequency": 12, "day_of_month": 31]), "next_audit_date": "2027-01-31T00:00:00Z",
          "notifications": .map(["start": "14d"]),
        ])
      ]))
    let audit = try list.value()["spec"]?["audit"]
    #expect(audit?["recurrence"] == .map(["frequency": "1 year", "day_of_month": "last"]))
    #expect(audit?["next_audit_date"] == "2027-01-31T00:00:00Z")
    #expect(audit?["notifications"] == .map(["start": "336h0m0s"]))
  }

  @Test("the zero time and a zero duration stand for nothing written")
  func zeroes() throws {
    let audit = try read(["audit": .map(["next_audit_date": "0001-01-01T00:00:00Z", "notifications": .map(["start": "0s"])])]).audit
    #expect(audit == ListAudit())
  }

  private static let kinds: [(Value, Party)] = [
    (.null, .user("x")), ("", .user("x")), (0, .user("x")), ("MEMBERSHIP_KIND_UNSPECIFIED", .user("x")),
    ("MEMBERSHIP_KIND_USER", .user("x")), (1, .user("x")), ("MEMBERSHIP_KIND_LIST", .list("x")), (2, .list("x")),
  ]

  @Test("owners and members are users unless they say that they are lists", arguments: kinds)
  func membershipKinds(written: Value, party: Party) throws {
    let owner = Value.map(["name": "x", "membership_kind": written])
    #expect(try read(["owners": .list([owner])]).owners.map(\.party) == [party])
    let member = Value.map([
      "kind": "access_list_member", "version": "v1", "metadata": .map(["name": "x"]),
      "spec": .map(["access_list": "l", "name": "x", "membership_kind": written]),
    ])
    #expect(try Member(reading: member).spec.party == party)
  }

  @Test(
    "a membership kind that is not known is refused",
    arguments: ["MEMBERSHIP_KIND_SCOPED", "user", "list", "membership_kind_list", "2", 3, -1, true] as [Value])
  func unknownKinds(written: Value) {
    let owner = Value.map(["name": "x", "membership_kind": written])
    #expect(refusal(["owners": .list([owner])])?.kind == .badParameter)
  }

  @Test("scoped roles are refused by name, empty ones say nothing", arguments: ["grants", "owner_grants"])
  func scopedRoles(block: String) throws {
    let scoped = Value.list([.map(["role": "r", "scope": "/s"])])
    let found = refusal([block: .map(["scoped_roles": scoped])])
    #expect(found?.kind == .notImplemented)
    #expect(found?.path == "spec.\(block).scoped_roles")
    #expect(try read([block: .map(["scoped_roles": .list([])])]).grants.isEmpty)
  }

  @Test("grants and requirements hold roles and traits; one value may stand without its list")
  func rolesAndTraits() throws {
    let block = Value.map(["roles": "a", "traits": .map(["logins": "root", "team": .list([]), "env": .list(["x", "y"])])])
    let spec = try read(["grants": block, "owner_grants": block, "membership_requires": block, "ownership_requires": block])
    let traits: Traits = ["logins": ["root"], "team": [], "env": ["x", "y"]]
    #expect(spec.grants == Grants(roles: ["a"], traits: traits))
    #expect(spec.ownerGrants == spec.grants)
    #expect(spec.membershipRequires == Requirements(roles: ["a"], traits: traits))
    #expect(spec.ownershipRequires == spec.membershipRequires)
  }

  @Test("what only the server writes is dropped")
  func serverOwned() throws {
    var written = document([
      "owners": .list([.map(["name": "x", "title": "forged", "ineligible_status": 1])])
    ])
    if case .map(var top) = written {
      top["status"] = .map(["member_of": .list(["a"]), "member_count": 7])
      written = .map(top)
    }
    let owner = try AccessList(reading: written).spec.owners.first
    #expect(owner == Owner(name: "x"))
    let member = try Member(
      reading: .map([
        "kind": "access_list_member", "version": "v1", "metadata": .map(["name": "x"]),
        "spec": .map([
          "access_list": "l", "name": "x", "title": "forged", "added_by": "forged", "joined": "2020-01-01T00:00:00Z",
          "ineligible_status": "INELIGIBLE_STATUS_ELIGIBLE", "expires": "0001-01-01T00:00:00Z",
        ]),
      ]))
    #expect(member.spec == MemberSpec(list: "l", user: "x", joined: Moment(milliseconds: 0), addedBy: ""))
  }

  @Test("a list with nothing but title and owners is written with its defaults")
  func plain() throws {
    let value = try AccessList(reading: document([:])).value()
    #expect(
      value["spec"]
        == .map([
          "title": "T", "owners": .list([.map(["name": "olivia", "membership_kind": "MEMBERSHIP_KIND_USER"])]),
          "grants": .map(["roles": .list([])]), "owner_grants": .map(["roles": .list([])]),
          "membership_requires": .map(["roles": .list([])]), "ownership_requires": .map(["roles": .list([])]),
        ]))
  }

  @Test("what is shown of owners and members comes back from JSON")
  func shown() throws {
    let owner = Owner(.list("o"), description: "d", title: "Others", eligibility: .missingRequirements)
    #expect(try JSONDecoder().decode(Owner.self, from: JSONEncoder().encode(owner)) == owner)
    let member = MemberSpec(
      list: "l", party: .list("o"), joined: Moment(seconds: 1), addedBy: "x", title: "Others", eligibility: .expired)
    #expect(try JSONDecoder().decode(MemberSpec.self, from: JSONEncoder().encode(member)) == member)
  }

  @Test("parties of one kind are the same ignoring the case of users only")
  func parties() {
    #expect(Party.user("Max").isSame(as: .user("mAX")))
    #expect(!Party.list("Max").isSame(as: .list("mAX")))
    #expect(!Party.list("max").isSame(as: .user("max")))
    #expect([Party.list("a"), .user("b"), .user("a")].sorted() == [.user("a"), .list("a"), .user("b")])
  }
}
