import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("Signing in")
struct SigningInTests {
  @Test("a wrong password and an unknown user get the same words, and too many get a wait")
  func wrongPassword() async throws {
    try await RunningCluster.play { cluster in
      let max = try await Person.add("max", to: cluster)
      defer { max.end() }
      let pin = try await cluster.pin()
      func attempt(_ user: String, _ password: String) async throws -> Outcome {
        try await max.tsh("login", "--proxy", cluster.proxy, "--user", user, "--ca-pin", pin, input: password + "\n")
      }
      let wrong = try await attempt("max", "wrong")
      let unknown = try await attempt("nobody", "wrong")
      wrong.expectRefusal(saying: "wrong user or password")
      #expect(wrong.errors == unknown.errors && wrong.status == unknown.status)
      #expect(!FileManager.default.fileExists(atPath: max.keyFile))
      let events = try await cluster.events("user.login")
      #expect(events.map { $0["user"] } == ["max", ""], "what is no user's name may be a password")

      var last = wrong
      for _ in 0..<6 { last = try await attempt("max", "wrong") }
      last.expectRefusal(saying: "too many failed sign-ins", "try again in")
      // Not even the right password helps during the wait; others are not held up.
      try await attempt("max", max.password).expectRefusal(saying: "too many failed sign-ins")
      let answer = try await cluster.get(
        "/v1/sign-ins",
        [
          "-i", "-X", "POST", "-H", "Content-Type: application/json", "--data-binary",
          #"{"user":"max","password":"wrong","public_key":"x"}"#,
        ])
      #expect(answer.output.contains("429") && answer.output.lowercased().contains("retry-after:"), "\(answer)")
      let olivia = try await Person.add("olivia", to: cluster)
      defer { olivia.end() }
      try await olivia.signIn()
    }
  }

  @Test("without the pin, or with another one, no password is sent; --insecure never sends one")
  func trust() async throws {
    try await RunningCluster.play { cluster in
      let max = try await Person.add("max", to: cluster)
      defer { max.end() }
      let login = ["login", "--proxy", cluster.proxy, "--user", "max"]
      let input = max.password + "\n"
      let before = try await cluster.head().index
      try await run(Program.tsh, login, environment: max.environment, input: input).expectRefusal(saying: "not trusted", "--ca-pin")
      let wrong = "sha256:" + String(repeating: "0", count: 64)
      try await run(Program.tsh, login + ["--ca-pin", wrong], environment: max.environment, input: input).expectRefusal(
        saying: "pin", "tctl status")
      try await run(Program.tsh, login + ["--ca-pin", "sha256:12"], environment: max.environment, input: input).expectRefusal(
        2, saying: "sha256")
      try await run(Program.tsh, login + ["--insecure"], environment: max.environment, input: input).expectRefusal(2, saying: "--ca-pin")
      #expect(try await cluster.head().index == before)
      try await max.signIn()
      let other = try await run(
        Program.tsh, ["login", "--proxy", "127.0.0.1:1", "--user", "max"], environment: max.environment, input: input)
      other.expectRefusal(saying: "nothing listens")
    }
  }

  @Test("signing out ends the sign-in on the server too, in every copy of its certificate")
  func logout() async throws {
    try await RunningCluster.play { cluster in
      let max = try await Person.add("max", to: cluster)
      let copy = try max.elsewhere()
      defer {
        max.end()
        copy.end()
      }
      try await max.signIn()
      try FileManager.default.copyItem(atPath: max.home, toPath: copy.home)
      try await copy.tsh("status").expectSuccess()
      let listed = try await cluster.tctl("users", "sign-ins", "max").expectSuccess()
      #expect(listed.output.contains("max") && listed.output.contains("127.0.0.1"))
      try await max.tsh("logout").expectSuccess()
      #expect(!FileManager.default.fileExists(atPath: max.keyFile))
      try await copy.tsh("status").expectRefusal(saying: "ended", "tsh login")
      try await max.tsh("status").expectRefusal(saying: "tsh login")
      #expect(try await cluster.call(Endpoints.signIns, query: ["user": "max"]).signIns.isEmpty)
    }
  }

  @Test("signing out without the server removes the keys all the same, and says what is left")
  func logoutOffline() async throws {
    try await RunningCluster.play { cluster in
      let max = try await Person.add("max", to: cluster)
      defer { max.end() }
      try await max.signIn()
      try await cluster.stop()
      let outcome = try await max.tsh("logout").expectSuccess()
      #expect(outcome.errors.contains("did not confirm"), "\(outcome)")
      #expect(!FileManager.default.fileExists(atPath: max.keyFile))
    }
  }

  @Test("a lock, a new password and a deleted user each end what is signed in")
  func endings() async throws {
    try await RunningCluster.play { cluster in
      for (name, command) in [
        ("anna", ["lock", "--user", "anna"]), ("bert", ["users", "passwd", "bert", "--password-stdin"]), ("cleo", ["users", "rm", "cleo"]),
      ] {
        let person = try await Person.add(name, to: cluster)
        defer { person.end() }
        try await person.signIn()
        try await person.tsh("status").expectSuccess()
        try await run(Program.tctl, ["--data-dir", cluster.data] + command, input: "an altogether new password\n").expectSuccess()
        try await person.tsh("status").expectRefusal(saying: "ERROR:")
        let pin = try await cluster.pin()
        try await person.tsh("login", "--proxy", cluster.proxy, "--user", name, "--ca-pin", pin, input: person.password + "\n")
          .expectRefusal(saying: "ERROR:")
      }
    }
  }

  @Test("a sign-in lasts as long as is asked, at most 12 hours by default, and ends by itself")
  func lifetime() async throws {
    try await RunningCluster.play { cluster in
      let max = try await Person.add("max", to: cluster)
      defer { max.end() }
      try await max.signIn()
      let long = try #require(try await cluster.call(Endpoints.signIns, query: ["user": "max"]).signIns.first)
      #expect(long.expires - long.created == .hours(12))
      try await max.signIn("--ttl", "1")
      let both = try await cluster.call(Endpoints.signIns, query: ["user": "max"]).signIns
      #expect(both.contains { $0.expires - $0.created == .minutes(1) })
      let status = try await max.tsh("status").expectSuccess()
      #expect(status.output.contains("Logged in as") && status.output.contains("max") && status.output.contains("Valid until"))
    }
  }

  @Test("a profile folder of another product is left alone")
  func foreignProfile() async throws {
    try await RunningCluster.play { cluster in
      let max = try await Person.add("max", to: cluster)
      defer { max.end() }
      let foreign = "web_proxy_addr: localhost:443\nuser: somebody\ncluster: elsewhere\n"
      try FileManager.default.createDirectory(atPath: max.home, withIntermediateDirectories: true)
      try foreign.write(toFile: "\(max.home)/localhost.yaml", atomically: true, encoding: .utf8)
      let pin = try await cluster.pin()
      let outcome = try await max.tsh("login", "--proxy", cluster.proxy, "--user", "max", "--ca-pin", pin, input: max.password + "\n")
      outcome.expectRefusal(saying: "TELEPORT_HOME")
      #expect(textOfFile("\(max.home)/localhost.yaml") == foreign)
      #expect(!FileManager.default.fileExists(atPath: max.keyFile))
    }
  }

  @Test("keys and profiles are for their owner only")
  func permissions() async throws {
    try await RunningCluster.play { cluster in
      let max = try await Person.add("max", to: cluster)
      defer { max.end() }
      try await max.signIn()
      let key = try FileManager.default.attributesOfItem(atPath: max.keyFile)[.posixPermissions] as? Int
      let home = try FileManager.default.attributesOfItem(atPath: max.home)[.posixPermissions] as? Int
      #expect(key == 0o600 && home == 0o700)
      let socket = try FileManager.default.attributesOfItem(atPath: "\(cluster.data)/admin.sock")[.posixPermissions] as? Int
      let data = try FileManager.default.attributesOfItem(atPath: cluster.data)[.posixPermissions] as? Int
      #expect(socket == 0o600 && data == 0o700)
    }
  }
}
