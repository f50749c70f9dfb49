import Testing
import ThresholdClient
import ThresholdModel

@testable import ThresholdCLI

@Suite struct SSHTargetTests {
  @Test(
    "targets are read as people and OpenSSH write them",
    arguments: [
      ("web1", false, nil, "web1"), ("root@web1", false, "root", "web1"), ("web1:22", true, nil, "web1"),
      ("root@web1.main:3022", true, "root", "web1.main"),
    ] as [(String, Bool, String?, String)])
  func reads(text: String, port: Bool, login: String?, host: String) throws {
    let target = try SSHTarget(text, hasPort: port)
    #expect(target.login == login && target.host == host)
  }

  @Test(
    "what could be an option or move a terminal is refused",
    arguments: [
      ("-oProxyCommand=x", false), ("root@-x", false), ("-root@web1", false), ("", false), ("@web1", false), ("a b@web1", false),
      ("web1\u{1B}", false),
      ("web1", true), ("web1:", true), ("web1:99999", true), ("web/1", false), ("a@b@web1", false),
    ])
  func refuses(text: String, port: Bool) {
    #expect(throws: Problem.self) { try SSHTarget(text, hasPort: port) }
  }

  @Test("the proxy command survives the shell and ssh's own expansion")
  func proxyCommand() {
    let profile = Profile(
      server: ServerAddress(host: "localhost", port: 3080), user: "max", cluster: "main", trust: .systemRoots, session: nil)
    let text = SSHFiles.proxyCommand(executable: "/o'p t/100%/tsh", profile: profile, server: "3f0c", flags: [])
    #expect(text == "'/o'\\''p t/100%%/tsh' 'proxy' 'ssh' '--proxy' 'localhost:3080' '--user' 'max' '3f0c:22'")
    #expect(SSHFiles.quoted("/a b/%h\"") == "\"/a b/%%h\\\"\"")
  }
}

@Suite struct ChildProgramTests {
  @Test("a program's exit status and the signal that ended it are passed on")
  func statuses() async throws {
    #expect(try await ChildProgram(name: "sh", arguments: ["-c", "exit 7"]).run() == 7)
    #expect(try await ChildProgram(name: "sh", arguments: ["-c", "kill -9 $$"]).run() == 137)
    await #expect(throws: Problem.self) { try await ChildProgram(name: "no-such-program-here", arguments: []).run() }
  }
}
