import Foundation
import Testing

@Suite("The configuration")
struct TheConfigurationTests {
  @Test("`configure` prints a file that `start --check` accepts")
  func configure() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try await run(Program.threshold, ["configure"]).expectSuccess().output
    try await run(Program.threshold, ["start", "--check", "--config", folder.write(file, to: "threshold.yaml")]).expectSuccess()
  }

  @Test("unknown keys and every other error are reported at once, each with its line")
  func allAtOnce() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = try folder.write("clustername: main\nlisten_addr: nowhere\nlog:\n  level: loud\n  colour: blue\n", to: "threshold.yaml")
    let outcome = try await run(Program.threshold, ["start", "--check", "--config", file])
    outcome.expectRefusal(saying: "clustername", "nowhere", "loud", "colour")
    for line in [1, 2, 4, 5] { #expect(outcome.errors.contains("\(line)"), "\(outcome)") }
    try await run(Program.threshold, ["start", "--config", file, "--data-dir", folder.file("data")]).expectRefusal(
      saying: "clustername", "colour")
    #expect(!FileManager.default.fileExists(atPath: folder.file("data")))
  }

  @Test("--dev binds loopback only, and says loudly what it is")
  func dev() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try await run(Program.threshold, ["start", "--dev", "--data-dir", folder.file("data"), "--listen", "0.0.0.0:3999"]).expectRefusal(
      2, saying: "loopback")
    try await RunningCluster.play { cluster in
      let said = try cluster.server.output + cluster.server.errors
      #expect(said.lowercased().contains("trying out") && said.contains("ca.pem"), "\(said)")
      let status = try await cluster.tctl("status").expectSuccess()
      #expect(status.text.contains("development mode"), "\(status)")
    }
  }

  @Test("liveness, readiness and metrics")
  func health() async throws {
    try await RunningCluster.play { cluster in
      try await cluster.get("/healthz").expectSuccess()
      try await cluster.get("/readyz").expectSuccess()
      let metrics = try await cluster.get("/metrics")
      #expect(metrics.status == 22, "metrics have a listener of their own: \(metrics)")
    }
    try await RunningCluster.play { cluster in
      try await cluster.stop()
      let port = try Ports.free()
      let file = try cluster.folder.write("metrics_listen: 127.0.0.1:\(port)\n", to: "threshold.yaml")
      try await cluster.start(["--config", file])
      let metrics = try await run(Program.curl, ["-sS", "--fail", "http://127.0.0.1:\(port)/metrics"]).expectSuccess()
      #expect(metrics.output.contains("# TYPE threshold_") && metrics.output.contains("/readyz"), "\(metrics)")
    }
  }

  @Test("the command line is checked before anything is done")
  func misuse() async throws {
    for arguments in [["start", "--nope"], ["frobnicate"], ["join", "openssh"], ["start", "--listen"]] {
      try await run(Program.threshold, arguments).expectRefusal(2, saying: "ERROR:")
    }
    #expect(try await run(Program.threshold, ["version"]).expectSuccess().output.contains("18.10.0"))
    for program in [Program.threshold, Program.tctl, Program.tsh] {
      let help = try await run(program, ["--help"]).expectSuccess()
      #expect(help.output.contains("USAGE:"))
    }
  }
}
