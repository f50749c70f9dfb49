import Testing
import ThresholdAPI
import ThresholdClient
import ThresholdModel

@testable import ThresholdCLI

@Suite struct RequestTextsTests {
  private let created = Moment(seconds: 1_656_008_700)

  private func answer(_ state: RequestState, reviews: [Review] = []) -> RequestAnswer {
    var spec = AccessRequestSpec(
      user: "max", roles: ["access"], resources: [ResourceID(cluster: "main", kind: "node", name: "3f0c")], state: state, created: created,
      accessExpires: created + .hours(8), recordExpires: created + .hours(1), sessionTTL: created + .hours(8), reason: "INC-42",
      suggestedReviewers: ["olivia"])
    spec.reviews = reviews
    return RequestAnswer(request: AccessRequest(id: "9c2f", spec: spec), resources: [.init(id: "/main/node/3f0c", hostname: "web1")])
  }

  @Test("a request prints as the reference's block, with its reviews")
  func block() {
    let review = Review(author: "olivia", proposed: .approved, reason: "go ahead", created: created)
    #expect(
      RequestBlock(answer(.approved, reviews: [review])).text == """
        Request ID:     9c2f
        Username:       max
        Roles:          access
        Resources:      ["/main/node/3f0c"]
        Hostnames:      web1
        Reason:         "INC-42"
        Reviewers:      olivia (suggested)
        Access Expires: 2022-06-24 02:25:00 UTC
        Status:         APPROVED

        Approvals:
          Reviewer: olivia
          Reason:   "go ahead"
        """)
  }

  @Test("the list has the reference's columns, and its resources are cut")
  func table() {
    let text = RequestListCommand.table([answer(.pending)], at: created + .minutes(10)).text
    let lines = text.split(separator: "\n").map(String.init)
    #expect(
      lines[0].split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ").hasPrefix(
        "ID User Roles Resources Created At (UTC) Request TTL"))
    #expect(
      lines[2].contains("[\"/main/node/3f0c\"]") && lines[2].contains("50m0s") && lines[2].contains("7h50m0s")
        && lines[2].hasSuffix("PENDING"))
  }

  @Test("a denial is an error that carries the reason")
  func denial() {
    var denied = answer(.denied)
    denied.request.spec.resolveReason = "not now"
    #expect(AwaitDecision.refusal(denied).message == "the request was denied: not now")
  }

  @Test("the search ends with a command that can be copied")
  func command() {
    #expect(RequestSearchCommand.command(["/a/node/b"]) == "tsh request create --resource /a/node/b --reason \"<request reason>\"")
    #expect(RequestSearchCommand.command(["/a/node/b", "/a/node/c"]).split(separator: "\n").count == 4)
  }

  @Test("status prints the reference's block")
  func status() {
    let profile = Profile(
      server: ServerAddress(host: "localhost", port: 3080), user: "max", cluster: "main", trust: .systemRoots, session: nil)
    var answer = StatusAnswer.example
    answer.expires = created + .hours(12)
    answer.assumed = []
    #expect(
      StatusBlock(profile: profile, answer: answer).text(at: created + .minutes(8)) == """
        > Profile URL:  https://localhost:3080
          Logged in as: max
          Cluster:      localhost
          Roles:        requester-acl-preset-1
          Logins:       ubuntu
          Valid until:  2022-06-24 06:25:00 +0000 UTC [valid for 11h52m0s]
        """)
  }
}
