import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("The server restarts")
struct TheServerRestartsTests {
  private let me = Program.login

  @Test("a stop in the middle tells everybody, and afterwards all is as it was", arguments: [true, false])
  func inTheMiddle(isAskedTo: Bool) async throws {
    try await Stage.play { stage in
      let request = try await stage.access()
      let session = try await stage.session()
      defer { session.end() }
      let before = try await stage.cluster.tctl("audit", "head").expectSuccess()
      let head = try #require(before.output.firstMatch(of: /[0-9]+:[0-9a-f]{64}/).map { String($0.0) }, "\(before)")

      if isAskedTo {
        let stopped = try await stage.cluster.stop()
        #expect(stopped.status == 0, "\(stopped)")
      } else {
        try await stage.cluster.killHard()
      }
      let outcome = try await session.outcome()
      #expect(outcome.status == 255 && outcome.errors.contains("tsh: "), "\(outcome)")
      if isAskedTo { #expect(outcome.errors.contains("stop") || outcome.errors.contains("shut"), "\(outcome)") }
      try await stage.max.tsh("status").expectRefusal(saying: "nothing listens at", "is the server running")
      try await stage.max.tsh("ssh", "\(me)@web1", "true").expectRefusal(saying: "nothing listens at")
      try await stage.cluster.tctl("status").expectRefusal(saying: "ERROR:", "threshold start")

      try await stage.cluster.start()
      let status = try await stage.max.tsh("status").expectSuccess()
      #expect(status.output.contains(request), "the sign-in still has the request: \(status)")
      try await stage.max.tsh("ssh", "\(me)@web1", "true").expectSuccess()
      try await stage.cluster.tctl("audit", "verify", "--head", head).expectSuccess()
      if isAskedTo {
        let end = try await stage.cluster.sessionEnd()
        #expect(!end["reason"].isEmpty)
        #expect(try await stage.cluster.events("server.stop").count == 1)
      }
    }
  }

  @Test("whoever waits for an answer goes on waiting over a restart, and gets it")
  func waitingOverARestart() async throws {
    try await Stage.play { stage in
      let asking = try stage.max.begin("request", "create", "--resource", try await stage.resource(), "--reason", "INC-1")
      defer { asking.end() }
      try await asking.says("Waiting for request approval")
      try await stage.cluster.stop()
      try await stage.cluster.start()
      let waiting: RequestsAnswer = try await stage.olivia.call(Endpoints.requests, query: ["scope": "NEEDS_REVIEW"])
      let id = try #require(waiting.requests.first?.request.id.text)
      try await stage.olivia.tsh("request", "review", id, "--approve").expectSuccess()
      try await asking.outcome().expectSuccess()
    }
  }

  @Test("two servers never share a data directory")
  func oneServerOnly() async throws {
    try await RunningCluster.play { cluster in
      let port = try Ports.free()
      let second = try await run(Program.threshold, ["start", "--dev", "--data-dir", cluster.data, "--listen", "127.0.0.1:\(port)"])
      second.expectRefusal(saying: "ERROR:")
      try await cluster.get("/readyz").expectSuccess()
    }
  }

  @Test("an older copy of the data is refused in words, unless the loss is accepted, which is on the log then")
  func olderCopy() async throws {
    try await RunningCluster.play { cluster in
      try await cluster.stop()
      let copy = cluster.folder.file("copy")
      try FileManager.default.copyItem(atPath: cluster.data, toPath: copy)
      try await cluster.start()
      let lost = try await Person.add("lost", to: cluster)
      defer { lost.end() }
      try await cluster.stop()
      // Everything but the head file goes back to what it was: a restored backup.
      for name in try FileManager.default.contentsOfDirectory(atPath: cluster.data) where name.contains("sqlite") || name.contains(".db") {
        try FileManager.default.removeItem(atPath: "\(cluster.data)/\(name)")
        if FileManager.default.fileExists(atPath: "\(copy)/\(name)") {
          try FileManager.default.copyItem(atPath: "\(copy)/\(name)", toPath: "\(cluster.data)/\(name)")
        }
      }
      try await cluster.begin().outcome().expectRefusal(saying: "behind", "--accept-loss")
      try await cluster.start(["--accept-loss"])
      #expect(try await cluster.events("audit.loss_accepted").count == 1)
      // A checkpoint that was signed before still tells of the event that is gone: the loss stays visible.
      let verified = try await cluster.tctl("audit", "verify")
      #expect(verified.status == 1 && verified.output.contains("a signed checkpoint"), "\(verified)")
      let users = try await cluster.tctl("users", "ls").expectSuccess()
      #expect(!users.output.contains("lost"))
    }
  }
}
