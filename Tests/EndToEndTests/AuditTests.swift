import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("The audit log", .serialized, .stage)
struct AuditTests {
  @Test("`audit ls` shows who did what, narrowed down as one asks")
  func listing() async throws {
    let stage = try stage()
    let id = try await stage.ask(reason: "look here")
    let table = try await stage.cluster.tctl("audit", "ls").expectSuccess()
    #expect(table.output.contains("access_request.create") && table.output.contains("T5000I"))
    let mine = try await stage.cluster.tctl("audit", "ls", "--request", id, "--format", "json").expectSuccess()
    let events: [EventsAnswer.Item] = try mine.json()
    #expect(
      events.count == 1 && events.first?.event["user"]?.text == "max" && events.first?.event["reason"]?.text == "look here", "\(mine)")
    let users: [EventsAnswer.Item] = try await stage.cluster.tctl("audit", "ls", "--user", "olivia", "--format", "json").expectSuccess()
      .json()
    #expect(!users.isEmpty && users.allSatisfy { $0.event["user"]?.text == "olivia" })
    let oldest: [EventsAnswer.Item] = try await stage.cluster.tctl("audit", "ls", "--order", "oldest", "--limit", "3", "--format", "json")
      .expectSuccess().json()
    #expect(oldest.map(\.index) == [1, 2, 3])
    let none: [EventsAnswer.Item] = try await stage.cluster.tctl("audit", "ls", "--to", "2020-01-01T00:00:00Z", "--format", "json")
      .expectSuccess().json()
    #expect(none.isEmpty)
    try await stage.cluster.tctl("audit", "ls", "--from", "yesterday").expectRefusal(2, saying: "is not a time")
  }

  @Test("what the machine's own administrator does carries the account of the operating system")
  func localName() async throws {
    let stage = try stage()
    let created = try #require(try await stage.cluster.events("user.create").last)
    #expect(created["user"] == "local:\(Program.login)")
  }

  @Test("verify without an outside head says what it cannot know; with one it is held to it")
  func verifying() async throws {
    let cluster = try stage().cluster
    let plain = try await cluster.tctl("audit", "verify").expectSuccess()
    #expect(plain.text.contains("consistent") && plain.text.contains("can't be excluded"), "\(plain)")
    let shown = try await cluster.tctl("audit", "head").expectSuccess()
    let head = try #require(shown.output.firstMatch(of: /([0-9]+):([0-9a-f]{64})/))
    try await cluster.tctl("audit", "verify", "--head", String(head.0)).expectSuccess()
    let forged = "\(head.1):\(String(head.2.reversed()))"
    let refused = try await cluster.tctl("audit", "verify", "--head", forged)
    #expect(refused.status == 1, "\(refused)")
    let ahead = "\(Int(head.1).map { $0 + 1000 } ?? 0):\(head.2)"
    #expect(try await cluster.tctl("audit", "verify", "--head", ahead).status == 1)
    try await cluster.tctl("audit", "verify", "--head", "nonsense").expectRefusal(2, saying: "head")
  }

  @Test("no event holds a password, a token or a key")
  func secrets() async throws {
    let stage = try stage()
    let token = try await stage.cluster.token(labels: "env=test")
    let log = try await stage.cluster.events().map(\.description).joined()
    let lines = try stage.cluster.server.errors + stage.cluster.server.output
    for secret in [stage.max.password, stage.olivia.password, token.token.exposed, "PRIVATE KEY"] {
      #expect(!log.contains(secret) && !lines.contains(secret))
    }
  }

  @Test("every event has what a reader needs")
  func shape() async throws {
    let events = try await stage().cluster.events()
    #expect(events.count > 10)
    for event in events {
      #expect(!event.name.isEmpty && !event.code.isEmpty && !event["time"].isEmpty && !event["uid"].isEmpty, "\(event)")
    }
    #expect(events.map(\.index) == Array(1...Int64(events.count)))
  }
}
