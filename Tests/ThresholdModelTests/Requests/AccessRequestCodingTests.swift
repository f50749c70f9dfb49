import Foundation
import Testing
import ThresholdModel

@Suite("Access requests as they are written")
struct AccessRequestCodingTests {
  private static let now = Moment(milliseconds: 1_800_000_000_123)

  /// With every field that a request can have.
  static let full: AccessRequest = {
    var spec = AccessRequestSpec(
      user: "max", roles: ["a"], resources: [ResourceID(cluster: "main", kind: "kube:ns:pods", name: "k", subResource: "n/p")],
      state: .promoted, created: now, accessExpires: now + .hours(2), recordExpires: now + .hours(1), sessionTTL: now + .hours(3),
      assumeStart: now + .minutes(5), reason: "why", suggestedReviewers: ["olivia"])
    spec.originalRoles = ["a", "b"]
    spec.systemAnnotations = ["team": ["x", "y"]]
    spec.resolveAnnotations = ["ticket": ["7"]]
    spec.thresholds = [.standard, ReviewThreshold(name: "two", filter: "contains(reviewer.roles, \"x\")", approve: 2, deny: 0)]
    spec.thresholdSets = ["a": [[0], [0, 1]], "b": [[1]]]
    spec.reviews = [
      Review(
        author: "olivia", proposed: .promoted, reason: "ok", created: now, roles: ["a", "b"],
        accessList: PromotedList(name: "l", title: "L"), thresholds: [0, 1])
    ]
    spec.loginHint = "root"
    spec.kind = .longTerm
    spec.promotions = ["l", "m"]
    spec.accessList = PromotedList(name: "l", title: "L")
    spec.isDryRun = true
    spec.dryRunEnrichment = DryRunEnrichment(
      isReasonRequired: true, reasonPrompts: ["p"],
      grouping: LongTermGrouping(resources: ["l": spec.resources], recommended: nil, message: "no"))
    return AccessRequest(id: "11111111-1111-4111-8111-111111111111", spec: spec)
  }()

  private func json(_ text: String) throws -> AccessRequestSpec {
    try JSONDecoder().decode(AccessRequestSpec.self, from: Data(text.utf8))
  }

  @Test("what is written is read again, field by field")
  func roundTrip() throws {
    #expect(try JSONDecoder().decode(AccessRequest.self, from: JSONEncoder().encode(Self.full)) == Self.full)
  }

  @Test(
    "the names of the fields in JSON",
    arguments: [
      "user", "roles", "original_roles", "resource_ids", "state", "request_kind", "created", "expires", "expiry", "max_duration",
      "session_ttl", "assume_start_time", "request_reason", "system_annotations", "resolve_annotations", "thresholds", "rtm", "reviews",
      "suggested_reviewers", "login_hint", "promotions", "access_list", "dry_run", "dry_run_enrichment",
    ])
  func names(name: String) throws {
    let value = try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(Self.full.spec))
    guard case .map(let fields) = value else { throw Problem(.internalError, "not a map") }
    #expect(fields[name] != nil)
    #expect(AccessRequestSpec.fields.fields.contains { $0.path == "spec.\(name)" && $0.owner == .server })
  }

  private static let released = """
    {"user": "max", "roles": ["a", "b"], "resource_ids": [{"cluster": "main", "kind": "node", "name": "n"}], "state": 1,
     "created": "2027-01-15T08:00:00Z", "expires": "2027-01-15T10:00:00Z", "max_duration": "2027-01-15T10:00:00Z",
     "expiry": "2027-01-15T09:00:00Z", "session_ttl": "2027-01-15T10:00:00Z", "request_reason": "deploy",
     "reviews": [{"author": "olivia", "proposed_state": 2, "reason": "", "created": "2027-01-15T08:01:00Z"}]}
    """

  @Test("what version 0.1 stored is read as what it meant: one approval approves, one denial denies, every review counts")
  func released() throws {
    let spec = try json(Self.released)
    #expect(spec.thresholds == [.standard])
    #expect(spec.thresholdSets == ["a": [[0]], "b": [[0]]])
    #expect(spec.reviews.map(\.thresholds) == [[0]])
    #expect(spec.reviewedRoles == ["a", "b"])
    #expect(spec.kind == .undefined)
    #expect(spec.promotions.isEmpty)
    #expect(!spec.isDryRun)
  }

  @Test("thresholds that are written as none stay none")
  func noThresholds() throws {
    var spec = Self.full.spec
    spec.thresholds = []
    spec.thresholdSets = [:]
    let read = try JSONDecoder().decode(AccessRequestSpec.self, from: JSONEncoder().encode(spec))
    #expect(read.thresholds.isEmpty)
    #expect(read.thresholdSets.isEmpty)
  }

  @Test("a state that is absent or zero is pending; one that nobody knows is refused")
  func states() throws {
    #expect(try json(Self.released.replacing("\"state\": 1,", with: "")).state == .pending)
    #expect(try json(Self.released.replacing("\"state\": 1,", with: "\"state\": 0,")).state == .pending)
    #expect(try json(Self.released.replacing("\"state\": 1,", with: "\"state\": 2,")).state == .approved)
    #expect(throws: DecodingError.self) { try json(Self.released.replacing("\"state\": 1,", with: "\"state\": 9,")) }
  }

  @Test("kinds as people write them", arguments: [("", RequestKind.undefined), ("short-term", .shortTerm), ("LONG-term", .longTerm)])
  func kinds(text: String, kind: RequestKind) {
    #expect(RequestKind(text: text) == kind)
    #expect(RequestKind(text: "some-term") == nil)
  }
}
