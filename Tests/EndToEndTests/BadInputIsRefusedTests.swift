import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("Bad input is refused", .serialized, .stage)
struct BadInputIsRefusedTests {
  @Test("lists", arguments: BadInput.lists) func lists(_ bad: BadInput) async throws { try await refuse(bad) }
  @Test("roles and users", arguments: BadInput.roles) func roles(_ bad: BadInput) async throws { try await refuse(bad) }
  @Test("requests", arguments: BadInput.requests) func requests(_ bad: BadInput) async throws { try await refuse(bad) }

  /// Types it; expects the message, the hint, the exit status, and that nothing was written.
  private func refuse(_ bad: BadInput) async throws {
    let stage = try stage()
    let request = bad.line.contains("REQUEST") ? try await pendingRequest() : ""
    let (cluster, resource) = (try await stage.cluster.name(), try await stage.resource())
    func filled(_ text: String) -> String {
      text.replacing("REQUEST", with: request).replacing("RESOURCE", with: resource).replacing("LIST", with: stage.list)
        .replacing("CLUSTER", with: cluster).replacing("LOGIN", with: Program.login)
    }
    let line = bad.line.map(filled)
    let trace = try await stage.cluster.withoutTrace(except: bad.leaves) {
      let outcome: Outcome =
        switch bad.who {
        case .admin: try await run(Program.tctl, ["--data-dir", stage.cluster.data] + line, input: bad.input)
        case .max: try await run(Program.tsh, line, environment: stage.max.environment)
        case .olivia: try await run(Program.tsh, line, environment: stage.olivia.environment)
        }
      #expect(outcome.status == bad.status, "\(outcome)")
      // What goes on may be said before; the error and what helps are the last words.
      let last = outcome.errors.split(separator: "\n").drop { !$0.hasPrefix("ERROR: ") }
      #expect(last.count > (bad.hint == nil ? 0 : 1) && outcome.output.isEmpty, "no error with a hint: \(outcome)")
      let said = outcome.errors.lowercased()
      // One of several wordings will do only where two rules refuse alike; otherwise each must be there.
      let alternatives = bad.who == .olivia && bad.says.count == 3
      #expect(
        alternatives
          ? bad.says.contains { said.contains($0.lowercased()) } : bad.says.allSatisfy { said.contains(filled($0).lowercased()) },
        "\(outcome)")
      if let hint = bad.hint, !hint.isEmpty { #expect(said.contains(filled(hint).lowercased()), "no hint `\(hint)`: \(outcome)") }
      #expect(
        !outcome.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" },
        "control characters must not reach a terminal")
    }
    #expect(trace.isNone, "\(trace)")
  }

  private func pendingRequest() async throws -> String {
    let stage = try stage()
    let known: RequestsAnswer = try await stage.max.call(Endpoints.requests, query: ["scope": "MY_REQUESTS"])
    if let id = known.requests.first(where: { $0.request.spec.state == .pending })?.request.id.text { return id }
    return try await stage.ask()
  }
}

@Suite("Bad input is refused, also later")
struct BadInputLaterTests {
  private let me = Program.login

  @Test("an ended request takes no review, what one has cannot be asked for, and a stale revision writes nothing")
  func later() async throws {
    try await Stage.play { stage in
      let id = try await stage.access()
      let trace = try await stage.cluster.withoutTrace {
        try await stage.olivia.tsh("request", "review", id, "--approve").expectRefusal(saying: "already")
        try await stage.max.tsh("login", "--request-id", "00000000-0000-4000-8000-000000000000").expectRefusal(saying: "does not exist")
      }
      #expect(trace.isNone, "\(trace)")
      try await stage.max.tsh("request", "end", id).expectSuccess()
      let ended = try await stage.cluster.withoutTrace {
        try await stage.olivia.tsh("request", "review", id, "--approve").expectRefusal()
        try await stage.max.tsh("login", "--request-id", id).expectRefusal(saying: "REVOKED, not approved")
        try await stage.max.tsh("request", "end", id).expectRefusal()
      }
      #expect(ended.isNone, "\(ended)")
      try await staleRevision(on: stage)
    }
  }

  private func staleRevision(on stage: Stage) async throws {
    let document = try await stage.cluster.tctl("get", "access_list/\(stage.list)", "--format", "yaml").expectSuccess().output
    try await stage.cluster.tctl("create", "-f", input: document.replacing("Test servers", with: "First")).expectSuccess()
    let trace = try await stage.cluster.withoutTrace {
      try await stage.cluster.tctl("create", "-f", input: document.replacing("Test servers", with: "Second")).expectRefusal(
        saying: "changed")
    }
    #expect(trace.isNone, "\(trace)")
    #expect(try await stage.cluster.tctl("acl", "ls", "--format", "text").output.contains("First"))
  }

  @Test("what one has by standing cannot be asked for")
  func whatOneHas() async throws {
    try await Stage.play(.standing) { stage in
      _ = try await stage.cluster.createList(.request, labels: "env=test", logins: me, owners: "olivia", members: "max")
      let trace = try await stage.cluster.withoutTrace {
        try await stage.max.tsh("request", "create", "--resource", try await stage.resource(), "--reason", "R", "--nowait")
          .expectRefusal(saying: "you already have access", "tsh ssh")
      }
      #expect(trace.isNone, "\(trace)")
    }
  }

  @Test("clocks that are more than 30 seconds apart are told so", arguments: ["+45s", "-45s"])
  func clocks(_ shift: String) async throws {
    try await Stage.play { stage in
      _ = try await stage.access()
      _ = try await stage.max.certificate(for: me, on: "web1")
      let outcome = try await run(
        Program.faketime, ["-f", shift, Program.tsh, "proxy", "ssh", "\(me)@web1:22"], environment: stage.max.environment)
      #expect(outcome.status == 255 && outcome.output.isEmpty, "\(outcome)")
      #expect(
        outcome.errors.contains("your clock is") && outcome.errors.contains(shift.hasPrefix("+") ? "ahead of" : "behind"), "\(outcome)")
      let names = try await stage.cluster.events().map(\.name)
      #expect(!names.contains("session.start"))
    }
  }
}
