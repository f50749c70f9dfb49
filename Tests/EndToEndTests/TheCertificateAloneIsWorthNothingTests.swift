import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("The certificate alone is worth nothing")
struct TheCertificateAloneIsWorthNothingTests {
  private let me = Program.login

  @Test("the same certificate is refused by sshd beside the gateway, and works through it")
  func besideTheGateway() async throws {
    try await Stage.play { stage in
      _ = try await stage.access()
      let certificate = try await stage.max.certificate(for: me, on: "web1")
      let beside = try await stage.max.sshBeside(stage.sshd, with: certificate, as: me, "true")
      #expect(beside.status == 255 && beside.errors.contains("Permission denied"), "\(beside)")
      let through = try await stage.max.sshThrough(certificate, as: me, to: "web1", "echo in").expectSuccess()
      #expect(through.line == "in")
      let again = try await stage.max.sshBeside(stage.sshd, with: certificate, as: me, "true")
      #expect(again.status == 255, "\(again)")
    }
  }

  @Test("the server's own doors stay as they were, but for the gateway")
  func ownDoors() async throws {
    try await Stage.play { stage in
      let options = [
        "-F", "/dev/null", "-i", stage.sshd.ownKey, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
        "-o", "UserKnownHostsFile=/dev/null", "-p", String(stage.sshd.port),
      ]
      try await run(Program.ssh, options + ["\(me)@127.0.0.1", "true"]).expectSuccess()
      let fromGateway = try await run(Program.ssh, options + ["-b", "127.0.0.2", "\(me)@127.0.0.1", "true"])
      #expect(fromGateway.status == 255 && fromGateway.errors.contains("Permission denied"), "\(fromGateway)")
    }
  }

  @Test("another login and another server refuse it, even from the gateway's address")
  func elsewhere() async throws {
    try await Stage.play(logins: "\(Program.login),daemon") { stage in
      let other = try await RunningSSHD.start(hostname: "web2")
      defer { other.end() }
      try await other.join(stage.cluster, labels: "env=test")
      _ = try await stage.access()
      let certificate = try await stage.max.certificate(for: me, on: "web1")
      // Other logins than the tests' own account work only when root runs sshd; they are refused either way.
      let wrongLogin = try await stage.max.sshThrough(certificate, as: "daemon", to: "web1", "true")
      #expect(wrongLogin.status == 255, "\(wrongLogin)")
      #expect(
        stage.sshd.log.contains("Certificate does not contain an authorized principal") || wrongLogin.errors.contains("Permission denied"))
      for sshd in [stage.sshd, other] {
        let options = certificate.options + ["-o", "StrictHostKeyChecking=no", "-b", "127.0.0.2", "-p", String(sshd.port)]
        let outcome = try await run(Program.ssh, options + ["\(me)@127.0.0.1", "true"])
        if sshd === other {
          #expect(outcome.status == 255, "\(outcome)")
        } else {
          #expect(outcome.isSuccess, "the spoofed address proves that only the principal kept the other server shut: \(outcome)")
        }
      }
      try await stage.max.tsh("ssh", "\(me)@web2", "true").expectRefusal(saying: "tsh request create")
    }
  }

  @Test("a certificate never outlives the request, and an expired one opens nothing")
  func expired() async throws {
    try await Stage.play { stage in
      _ = try await stage.access("--session-ttl", "25s")
      let certificate = try await stage.max.certificate(for: me, on: "web1")
      #expect(certificate.answer.validBefore <= certificate.answer.until)
      try await stage.max.sshThrough(certificate, as: me, to: "web1", "true").expectSuccess()
      try await eventually("the certificate to expire") { now() > certificate.answer.validBefore }
      let through = try await stage.max.sshThrough(certificate, as: me, to: "web1", "true")
      #expect(through.status == 255, "\(through)")
      let spoofed = try await run(
        Program.ssh, certificate.options + ["-b", "127.0.0.2", "-p", String(stage.sshd.port), "\(me)@127.0.0.1", "true"])
      #expect(spoofed.status == 255, "\(spoofed)")
      #expect(stage.sshd.log.contains("Certificate invalid: expired"), "\(stage.sshd.log.suffix(2000))")
    }
  }

  @Test("a certificate from before a revoke opens nothing after it")
  func afterRevoke() async throws {
    try await Stage.play { stage in
      let id = try await stage.access()
      let certificate = try await stage.max.certificate(for: me, on: "web1")
      try await stage.cluster.tctl("requests", "revoke", id, "--reason", "over").expectSuccess()
      let through = try await stage.max.sshThrough(certificate, as: me, to: "web1", "true")
      #expect(through.status == 255 && through.errors.contains("tsh: "), "\(through)")
      let body = ConnectBody(server: "web1", login: me, publicKey: textOfFile(certificate.key + ".pub"))
      let refused = try await stage.max.attempt(Endpoints.connect, body)
      #expect(refused.status == 22 && refused.output.contains("access_denied"), "\(refused)")
    }
  }

  @Test("a tunnel opens for nobody without a certificate for that server")
  func withoutCertificate() async throws {
    try await Stage.play { stage in
      _ = try await stage.access()
      let tunnel = try await stage.max.tsh("proxy", "ssh", "\(me)@web1:22")
      #expect(tunnel.status == 255 && tunnel.errors.contains("no certificate"), "\(tunnel)")
      let stranger = try await Person.add("stranger", to: stage.cluster)
      defer { stranger.end() }
      try await stranger.signIn()
      let unseen = try await stranger.tsh("proxy", "ssh", "\(me)@web1:22")
      #expect(unseen.status == 255 && unseen.errors.contains("does not exist"), "\(unseen)")
    }
  }
}
