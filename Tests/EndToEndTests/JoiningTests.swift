import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("Joining")
struct JoiningTests {
  private let me = Program.login

  @Test("a server joins with its token's labels, joins again as itself, and shows what was written")
  func joins() async throws {
    try await RunningCluster.play { cluster in
      let sshd = try await RunningSSHD.start(hostname: "web1")
      defer { sshd.end() }
      let token = try await cluster.token(labels: "env=test", ["--allow-labels", "team=*"])
      #expect(token.labels == ["env": "test"] && token.caPin.hasPrefix("sha256:") && token.proxyServer == cluster.proxy)
      let text = token.token.exposed

      let rehearsal = try await sshd.join(cluster, token: text, pin: token.caPin, ["--dry-run"]).expectSuccess()
      #expect(rehearsal.output.contains("Match Address") && rehearsal.output.contains("Nothing was written"))
      #expect(!FileManager.default.fileExists(atPath: sshd.folder.file("threshold")))

      let first = try await sshd.join(cluster, token: text, pin: token.caPin, ["--labels", "team=web", "--format", "json"]).expectSuccess()
      let again = try await sshd.join(cluster, token: text, pin: token.caPin, ["--labels", "team=web", "--format", "json"]).expectSuccess()
      let (one, two): (Value, Value) = (try first.json(), try again.json())
      #expect(one["server"]?.text == two["server"]?.text && one["server"] != nil)
      #expect(one["labels"] == .map(["env": "test", "team": "web"]))
      let nodes = try await cluster.tctl("nodes", "ls", "--format", "text").expectSuccess()
      #expect(nodes.output.split(separator: "\n").count { $0.contains("web1") } == 1)
      let include = textOfFile(sshd.folder.file("sshd_config.d/00-threshold.conf"))
      for line in [
        "Match Address 127.0.0.2", "TrustedUserCAKeys", "AuthorizedPrincipalsCommand /usr/bin/echo %u@", "AuthorizedKeysFile none",
        "PasswordAuthentication no", "Match all",
      ] {
        #expect(include.contains(line), "\(include)")
      }
      try await run(Program.sshd, ["-t", "-f", sshd.folder.file("sshd_config")]).expectSuccess()
    }
  }

  @Test("the printed join line works as it is")
  func printedLine() async throws {
    try await RunningCluster.play { cluster in
      let sshd = try await RunningSSHD.start(hostname: "web1")
      defer { sshd.end() }
      let printed = try await cluster.tctl("tokens", "add", "--type", "node", "--labels", "env=test").expectSuccess()
      let line = try #require(printed.output.split(separator: "\n").last { $0.contains("threshold join openssh") })
      let more = " --hostname web1 --address \(sshd.address) --sshd-config \(sshd.folder.path)"
      try await run("/bin/sh", ["-c", line + more]).expectSuccess()
      #expect(try await cluster.tctl("nodes", "ls").output.contains("web1"))
    }
  }

  @Test("a wrong, deleted or expired token is refused in the same words, and only the refusal is on the log")
  func tokens() async throws {
    try await RunningCluster.play { cluster in
      let sshd = try await RunningSSHD.start(hostname: "web1")
      defer { sshd.end() }
      let short = try await run(
        Program.tctl, ["--data-dir", cluster.data, "tokens", "add", "--type", "node", "--ttl", "1m", "--format", "json"]
      ).expectSuccess().json(CreateTokenAnswer.self)
      let deleted = try await cluster.token(labels: "env=test")
      try await cluster.tctl("tokens", "rm", deleted.token.exposed).expectSuccess()
      // A token lasts a minute at least.
      try await eventually("the token to expire", within: .seconds(90)) { now() > short.expires }
      for token in ["00000000000000000000000000000000", deleted.token.exposed, short.token.exposed] {
        let before = try await cluster.head().index
        try await sshd.join(cluster, token: token, pin: short.caPin).expectRefusal(
          saying: "the join token is wrong or has expired", "tctl tokens add")
        let events = try await cluster.events(after: before)
        #expect(events.contains { $0.name == "instance.join" && $0.code == "TJ002E" }, "\(events)")
        #expect(!"\(events)".contains(token), "a token never stands on the log")
      }
      #expect(!FileManager.default.fileExists(atPath: sshd.folder.file("threshold")))
      #expect(try await cluster.tctl("nodes", "ls").text.contains("No servers have joined"))
    }
  }

  @Test("labels that the token doesn't allow, another machine's address, and a wrong pin are refused; nothing is written")
  func claims() async throws {
    try await RunningCluster.play { cluster in
      let sshd = try await RunningSSHD.start(hostname: "web1")
      let other = try await RunningSSHD.start(hostname: "web2")
      defer {
        sshd.end()
        other.end()
      }
      let token = try await cluster.token(labels: "env=test", ["--allow-labels", "team=*"])
      let text = token.token.exposed
      try await sshd.join(cluster, token: text, pin: token.caPin, ["--labels", "env=prod"]).expectRefusal(
        saying: "does not allow the label", "--allow-labels")
      try await sshd.join(cluster, token: text, pin: token.caPin, ["--address", other.address]).expectRefusal(
        saying: "does not show the host key", "--address")
      try await sshd.join(cluster, token: text, pin: "sha256:" + String(repeating: "0", count: 64)).expectRefusal(saying: "pin")
      let nobody = try Ports.free()
      try await sshd.join(cluster, token: text, pin: token.caPin, ["--address", "127.0.0.1:\(nobody)"]).expectRefusal(saying: "ERROR:")
      try await sshd.join(cluster, token: text, pin: token.caPin, ["--hostname", "we\u{7}b"]).expectRefusal(2, saying: "\\u{7}")
      #expect(!FileManager.default.fileExists(atPath: sshd.folder.file("threshold")))
      #expect(try await cluster.call(Endpoints.documents, path: ["kind": "node"]).documents.isEmpty)
    }
  }

  @Test("the gateway never dials its own listeners")
  func ownListener() async throws {
    try await RunningCluster.play { cluster in
      let sshd = try await RunningSSHD.start(hostname: "web1")
      defer { sshd.end() }
      let token = try await cluster.token(labels: "env=test")
      let address = ["--address", "127.0.0.1:\(cluster.port)"]
      try await sshd.join(cluster, token: token.token.exposed, pin: token.caPin, address).expectRefusal(saying: "ERROR:")
    }
  }

  @Test("an sshd that trusts another authority is left as it is")
  func foreignAuthority() async throws {
    try await RunningCluster.play { cluster in
      let sshd = try await RunningSSHD.start(hostname: "web1")
      defer { sshd.end() }
      let main = sshd.folder.file("sshd_config")
      let before = textOfFile(main) + "TrustedUserCAKeys \(sshd.ownKey).pub\n"
      try before.write(toFile: main, atomically: true, encoding: .utf8)
      let token = try await cluster.token(labels: "env=test")
      try await sshd.join(cluster, token: token.token.exposed, pin: token.caPin).expectRefusal(
        saying: "trusts another authority", "TrustedUserCAKeys")
      #expect(textOfFile(main) == before)
      #expect(try await cluster.call(Endpoints.documents, path: ["kind": "node"]).documents.isEmpty)
    }
  }

  @Test("a host that was set up anew joins again only after an admin removed the old one")
  func newHostKeys() async throws {
    try await Stage.play { stage in
      let fresh = stage.sshd.folder.file("ssh_host_ed25519_key")
      try FileManager.default.removeItem(atPath: fresh)
      try FileManager.default.removeItem(atPath: fresh + ".pub")
      try await RunningSSHD.generateKey(at: fresh)
      try await stage.sshd.reload()
      let token = try await stage.cluster.token(labels: "env=test")
      try await stage.sshd.join(stage.cluster, token: token.token.exposed, pin: token.caPin).expectRefusal(
        saying: "other host keys", "tctl rm node/")
      // Whoever would connect meanwhile is not let through to a machine with other keys.
      _ = try await stage.access()
      let refused = try await stage.max.tsh("ssh", "\(me)@web1", "true")
      #expect(refused.status == 255 && refused.errors.contains("Host key verification failed"), "\(refused)")
      try await stage.cluster.tctl("rm", "node/\(stage.server)").expectSuccess()
      try await stage.sshd.join(stage.cluster, token: token.token.exposed, pin: token.caPin).expectSuccess()
    }
  }
}
