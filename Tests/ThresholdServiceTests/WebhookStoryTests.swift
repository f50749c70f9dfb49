import Crypto
import Foundation
import Synchronization
import Testing
import ThresholdModel
import ThresholdRules
import ThresholdStore
import ThresholdTesting

@testable import ThresholdService

/// A receiver that answers as it is told, and keeps what it was sent.
final class ScriptedReceiver: WebhookSender {
  private let state = Mutex<(answers: [WebhookAnswer], posts: [WebhookPost])>(([], []))

  /// What it answers next; afterwards it takes everything.
  func answer(_ answers: WebhookAnswer...) { state.withLock { $0.answers = answers } }
  var posts: [WebhookPost] { state.withLock { $0.posts } }
  var bodies: [Value] { posts.compactMap { try? JSONDecoder().decode(Value.self, from: Data($0.body)) } }
  /// The notices that it took, in order.
  var ids: [String] { bodies.compactMap { $0["id"]?.text } }

  func send(_ post: WebhookPost) async -> WebhookAnswer {
    state.withLock { state in
      let answer = state.answers.isEmpty ? .delivered : state.answers.removeFirst()
      state.posts.append(post)
      return answer
    }
  }
}

@Suite("Webhooks")
struct WebhookStoryTests {
  private static let secret = Array("0123456789abcdef".utf8)
  private let receiver = ScriptedReceiver()

  private func target(
    _ name: String = "ops", format: WebhookTarget.Format = .json, kinds: Set<NoticeKind>? = nil
  ) throws -> WebhookTarget {
    try WebhookTarget(
      name: name, url: WebhookURL("https://hooks.example/T0/secret"), secret: WebhookSecret(Self.secret), format: format, kinds: kinds)
  }

  private func deliver(_ stories: Stories, to target: WebhookTarget) async throws {
    var queue = try await stories.webhookQueue(of: target)
    try await stories.deliver(to: target, &queue)
  }

  @Test("each event is posted once, signed with its time, with the request that it is about")
  func posts() async throws {
    let house = try await House(webhooks: receiver)
    try await deliver(house.stories, to: target())
    let id = try await house.approvedRequest(for: house.signIn("max"))
    for _ in 0..<2 { try await deliver(house.stories, to: target()) }
    #expect(receiver.ids == ["access-request-pending.\(id)", "access-request-approved.\(id)"])
    let body = try #require(receiver.bodies.first)
    #expect(body["kind"] == "access-request-pending")
    #expect(body["people"] == .list(["olivia"]))
    #expect(body["cluster"] == "localhost")
    #expect(body["access_request"]?["user"] == "max")
    #expect(body["access_request"]?["reason"] == "INC-42")
    let post = try #require(receiver.posts.first)
    let seconds = house.clock.now().seconds
    let signed = Data("\(seconds).".utf8) + Data(post.body)
    let expected = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: Self.secret)).map { String(format: "%02x", $0) }
      .joined()
    #expect(post.headers.first { $0.name == "Threshold-Signature" }?.value == "t=\(seconds),v1=\(expected)")
    #expect(post.headers.first { $0.name == "Threshold-Notification" }?.value == "access-request-pending.\(id)")
  }

  @Test("a new webhook is told what comes from then on")
  func newWebhook() async throws {
    let house = try await House(webhooks: receiver)
    _ = try await house.approvedRequest(for: house.signIn("max"))
    try await deliver(house.stories, to: target())
    #expect(receiver.posts.isEmpty)
  }

  @Test("what fails is tried again later, the rest goes on, and a restart in between delivers exactly what is missing")
  func retries() async throws {
    let house = try await House(webhooks: receiver)
    let max = try await house.signIn("max")
    try await deliver(house.stories, to: target())
    let first = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    let second = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    receiver.answer(.refused(status: 500, retryAfter: nil))
    try await deliver(house.stories, to: target())
    #expect(receiver.ids == ["access-request-pending.\(first.id)"])
    try house.stories.store.close()

    let again = try await House.open(directory: house.directory, clock: house.clock, webhooks: receiver)
    try await deliver(again, to: target())
    #expect(receiver.posts.count == 1)
    house.clock.advance(by: .seconds(2))
    try await deliver(again, to: target())
    #expect(receiver.ids.dropFirst() == ["access-request-pending.\(second.id)", "access-request-pending.\(first.id)"])
    house.clock.advance(by: .hours(1))
    try await deliver(again, to: target())
    #expect(receiver.posts.count == 3)
  }

  @Test("only the kinds that a webhook wants are posted to it; what it skipped is not posted after a restart")
  func kinds() async throws {
    let house = try await House(webhooks: receiver)
    let approvals = try target(kinds: [.requestApproved])
    try await deliver(house.stories, to: approvals)
    let id = try await house.approvedRequest(for: house.signIn("max"))
    try await deliver(house.stories, to: approvals)
    #expect(receiver.ids == ["access-request-approved.\(id)"])
    try await deliver(house.stories, to: target())
    #expect(receiver.posts.count == 1)
  }

  @Test("monitoring rules route requests to the webhooks that they name, with their recipients; others get the rest")
  func routes() async throws {
    let house = try await House(webhooks: receiver)
    let (ops, pager) = (try target("ops"), try target("pager"))
    for target in [ops, pager] { try await deliver(house.stories, to: target) }
    let rule = MonitoringRule(
      name: "page",
      spec: MonitoringRuleSpec(
        condition: #"access_request.spec.request_reason == "INC-42""#,
        notification: MonitoringNotification(name: "pager", recipients: ["#oncall"])))
    _ = try await house.stories.committer.commit { _ in Draft([.put(.monitoringRule(rule))], answer: true) }
    let max = try await house.signIn("max")
    let paged = try await house.stories.submitRequest(house.wish, dryRun: false, by: max)
    try await deliver(house.stories, to: ops)
    #expect(receiver.posts.isEmpty)
    try await deliver(house.stories, to: pager)
    #expect(receiver.ids == ["access-request-pending.\(paged.id)"])
    #expect(receiver.bodies.first?["recipients"] == .list(["#oncall"]))
    var wish = house.wish
    wish.reason = "something else"
    _ = try await house.stories.submitRequest(wish, dryRun: false, by: max)
    try await deliver(house.stories, to: ops)
    try await deliver(house.stories, to: pager)
    #expect(receiver.posts.count == 3)
  }

  @Test("Slack gets one text, in which nothing that people wrote becomes a link or a mention")
  func slack() async throws {
    let house = try await House(webhooks: receiver)
    let slack = try target(format: .slack)
    try await deliver(house.stories, to: slack)
    var wish = house.wish
    wish.reason = "<!channel> & <https://evil|click>"
    let request = try await house.stories.submitRequest(wish, dryRun: false, by: house.signIn("max"))
    try await deliver(house.stories, to: slack)
    let text = try #require(receiver.bodies.first?["text"]?.text)
    #expect(
      text
        == "[localhost] max asks for /localhost/node/\(house.server.id): &lt;!channel&gt; &amp; &lt;https://evil|click&gt; (for olivia)\ntsh request review \(request.id)"
    )
    #expect(receiver.bodies.first == .map(["text": .text(text)]))
  }

  @Test("a notice that was taken back before it could be delivered is not delivered")
  func takenBack() async throws {
    let house = try await House(webhooks: receiver)
    try await deliver(house.stories, to: target())
    let admin = Caller.local(osUser: "test")
    let made = try await house.stories.announce(AnnouncementWish(user: "max", title: "x", content: ""), by: admin)
    receiver.answer(.failed("down"))
    try await deliver(house.stories, to: target())
    #expect(receiver.posts.count == 1)
    try await house.stories.deleteNotice(made.id, by: admin)
    house.clock.advance(by: .minutes(1))
    try await deliver(house.stories, to: target())
    #expect(receiver.posts.count == 1)
  }

  @Test("neither the address nor the secret is printed")
  func secrets() throws {
    let shown = "\(try target())" + String(reflecting: try target()) + "\(try WebhookURL("https://hooks.example/T0/secret"))"
    #expect(!shown.contains("T0") && !shown.contains("0123456789abcdef"))
    #expect(shown.contains("https://hooks.example:443/…"))
  }

  @Test(
    "addresses are HTTPS, or HTTP on this machine",
    arguments: [
      ("https://hooks.example/x", true), ("https://hooks.example:8443/x?y=1", true), ("http://127.0.0.1:8080/", true),
      ("http://localhost/", true), ("http://[::1]:80/x", true), ("http://hooks.example/x", false), ("http://127.0.0.1.example/", false),
      ("http://127.1/", false), ("ftp://127.0.0.1/", false), ("https://user:pw@hooks.example/", false), ("https:///x", false),
      ("https://hooks.example/#x", false), ("hooks.example", false), ("", false), ("https://hooks.example:0/", false),
      ("http://0x7f.0.0.1/", false), ("http://10.0.0.1/", false),
    ])
  func addresses(text: String, isGood: Bool) {
    #expect(((try? WebhookURL(text)) != nil) == isGood)
  }

  @Test("a JSON webhook needs a secret of some length; Slack's may do without")
  func secretRule() throws {
    let url = try WebhookURL("https://hooks.example/")
    #expect(throws: Problem.self) { try WebhookTarget(name: "a", url: url, secret: nil) }
    #expect(throws: Problem.self) { try WebhookSecret(Array("short".utf8)) }
    _ = try WebhookTarget(name: "a", url: url, secret: nil, format: .slack)
  }
}
