import Foundation
import Glibc
import Testing
import ThresholdAPI
import ThresholdModel

@Suite("The port", .serialized, .stage)
struct ThePortTests {
  private func openssl(_ more: [String], input: String = "", within limit: Duration = patience) async throws -> Outcome {
    let stage = try stage()
    return try await run(
      Program.openssl,
      ["s_client", "-connect", "127.0.0.1:\(stage.cluster.port)", "-servername", "localhost", "-CAfile", stage.cluster.authority] + more,
      input: input, within: limit)
  }

  @Test("`find` and `ping` say the version, as on the founding page, under both paths", arguments: ["find", "ping"])
  func find(_ page: String) async throws {
    let cluster = try stage().cluster
    for path in ["/v1/webapi/\(page)", "/webapi/\(page)"] {
      let answer = try await cluster.get(path).expectSuccess()
      let version = try await run(Program.jq, ["-r", ".server_version"], input: answer.output).expectSuccess()
      #expect(version.line == ProductVersion.current)
      let find: FindAnswer = try answer.json()
      #expect(find.minClientVersion == ProductVersion.oldestClient && (find.auth != nil) == (page == "ping"))
    }
  }

  @Test("HTTP/1.1 and HTTP/2 are spoken, by ALPN")
  func alpn() async throws {
    let cluster = try stage().cluster
    for (flag, version) in [("--http1.1", "1.1"), ("--http2", "2")] {
      let answer = try await cluster.get("/healthz", [flag, "-w", "|%{http_version}"])
      #expect(answer.output.hasSuffix("|\(version)"), "\(answer)")
    }
    let both = try await openssl(["-alpn", "h2,http/1.1", "-brief"])
    #expect(both.text.contains("ALPN") || both.isSuccess, "\(both)")
    let tunnel = try await openssl(["-alpn", Tunnels.sshProtocol])
    #expect(tunnel.text.contains("ALPN protocol: \(Tunnels.sshProtocol)"), "\(tunnel)")
  }

  @Test("a tunnel without a client certificate gets nowhere")
  func tunnelWithoutCertificate() async throws {
    let opening = try JSONEncoder().encode(TunnelOpening(server: "web1", clientTime: now()))
    let frame = TunnelFrame(kind: .open, length: opening.count).head + opening
    let outcome = try await openssl(["-quiet", "-alpn", Tunnels.sshProtocol], input: String(decoding: frame, as: UTF8.self))
    #expect(!outcome.output.contains("SSH-2.0-"), "\(outcome)")
    #expect(outcome.output.isEmpty || outcome.output.contains("unauthenticated"), "\(outcome)")
  }

  @Test("no session is ever resumed", arguments: ["-tls1_2", "-tls1_3"])
  func noResumption(_ version: String) async throws {
    let stage = try stage()
    let file = stage.max.folder.file("session-\(version)")
    let me = ["-cert", stage.max.certificateFile, "-key", stage.max.keyFile]
    let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    _ = try await openssl([version, "-alpn", "http/1.1", "-ign_eof", "-sess_out", file] + me, input: request)
    guard FileManager.default.fileExists(atPath: file) else { return }  // no ticket at all is the best answer
    let again = try await openssl([version, "-alpn", "http/1.1", "-ign_eof", "-sess_in", file], input: request)
    #expect(!again.text.contains("Reused,"), "\(again)")
  }

  @Test("old TLS is refused", arguments: ["-tls1", "-tls1_1"])
  func oldTLS(_ version: String) async throws {
    let outcome = try await openssl([version, "-cipher", "ALL:@SECLEVEL=0"])
    #expect(outcome.status != 0 && !outcome.text.contains("Cipher    : ECDHE"), "\(outcome)")
  }

  @Test("a connection that never finishes its handshake is closed")
  func handshakeTimeout() async throws {
    let stage = try stage()
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    #expect(Ports.connect(socket, UInt16(stage.cluster.port)))
    try await eventually("the silent connection to be closed", within: .seconds(20)) { Ports.isClosedByPeer(socket) }
  }

  @Test("a client certificate of another authority is refused, and so is one together with what browsers send")
  func clientCertificates() async throws {
    let stage = try stage()
    let folder = stage.max.folder
    try await run(
      Program.openssl,
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=max", "-keyout",
        folder.file("foreign.key"), "-out", folder.file("foreign.crt"),
      ]
    ).expectSuccess()
    let foreign = try await stage.cluster.get(
      "/v1/sign-ins/current", ["--cert", folder.file("foreign.crt"), "--key", folder.file("foreign.key")])
    #expect(foreign.status != 0 && !foreign.output.contains("\"user\""), "\(foreign)")
    let mine = Array(stage.max.door.dropFirst(2))
    try await stage.cluster.get("/v1/sign-ins/current", mine).expectSuccess()
    for header in ["Origin: https://evil.example", "Sec-Fetch-Site: cross-site", "Cookie: a=b"] {
      let refused = try await stage.cluster.get("/v1/sign-ins/current", mine + ["-H", header])
      #expect(refused.status == 22 && !refused.output.contains("\"user\""), "\(header): \(refused)")
    }
  }

  @Test("nobody in particular gets nothing in particular, in the contract's form")
  func anonymous() async throws {
    let cluster = try stage().cluster
    for path in [
      "/v1/sign-ins/current", "/v1/documents/user", "/v1/audit/events", "/v1/access-requests", "/v1/watch", "/v1/connections",
      "/v1/cluster",
    ] {
      let refused = try await cluster.get(path)
      #expect(refused.status == 22 && refused.output.contains("\"unauthenticated\""), "\(path): \(refused)")
    }
    let unknown = try await cluster.get("/v1/nowhere")
    #expect(unknown.status == 22 && unknown.output.contains("not_found"), "\(unknown)")
  }

  @Test("a member may not do an admin's work")
  func rights() async throws {
    let stage = try stage()
    for outcome in [
      try await stage.max.tctl("audit", "ls"), try await stage.max.tctl("tokens", "ls"),
      try await stage.max.tctl("lock", "--user", "olivia"), try await stage.max.tctl("rm", "role/access"),
      try await stage.max.tctl("tokens", "add", "--type", "node"),
      try await stage.max.tctl("users", "update", "max", "--set-roles", "editor"),
    ] { outcome.expectRefusal(saying: "ERROR:") }
    // What one may not see does not exist.
    let users = try await stage.max.tctl("users", "ls").expectSuccess()
    #expect(users.output.contains("max") && !users.output.contains("olivia"), "\(users)")
  }

  @Test("clients of other versions are told to change, by the skew rule", arguments: ["16.9.0", "19.0.0"])
  func skew(_ version: String) async throws {
    let stage = try stage()
    func call(_ path: String, as version: String) async throws -> Outcome {
      try await stage.cluster.get(path, Array(stage.max.door.dropFirst(2)) + ["-H", "\(ProductVersion.header): \(version)"])
    }
    let refused = try await call("/v1/sign-ins/current", as: version)
    #expect(refused.status == 22 && refused.output.contains(version), "\(refused)")
    try await call("/v1/sign-ins/current", as: "17.3.1").expectSuccess()
    // Discovery answers everybody: from it a client learns which version it needs.
    try await call("/v1/webapi/ping", as: version).expectSuccess()
  }

  @Test("a body that is too large, no JSON, or has unknown query names is refused")
  func bodies() async throws {
    let stage = try stage()
    let large = try stage.max.folder.write(String(repeating: "x", count: 2 << 20), to: "large")
    let post = ["-X", "POST", "-H", "Content-Type: application/json"]
    let refused = try await stage.cluster.get("/v1/sign-ins", post + ["--data-binary", "@\(large)", "-w", "|%{http_code}"])
    #expect(refused.output.hasSuffix("|413"), "\(refused)")
    let broken = try await stage.cluster.get("/v1/sign-ins", post + ["--data-binary", "{", "-w", "|%{http_code}"])
    #expect(broken.output.hasSuffix("|400") && broken.output.contains("bad_parameter"), "\(broken)")
    let query = try await stage.cluster.get("/v1/sign-ins?nope=1", Array(stage.max.door.dropFirst(2)))
    #expect(query.status == 22 && query.output.contains("nope"), "\(query)")
  }
}
