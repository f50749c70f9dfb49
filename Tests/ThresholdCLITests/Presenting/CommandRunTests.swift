import Foundation
import Synchronization
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdCLI

/// A terminal that remembers what was printed.
final class PaperTerminal: Sendable {
  private let printed = Mutex<(out: String, err: String, lines: [String])>(("", "", []))
  let home = NSTemporaryDirectory() + "tsh-\(UUID().uuidString)"

  init(lines: [String] = []) { printed.withLock { $0.lines = lines } }
  deinit { try? FileManager.default.removeItem(atPath: home) }

  var out: String { printed.withLock { $0.out } }
  var err: String { printed.withLock { $0.err } }

  func terminal(interactive: Bool = false, environment: [String: String] = [:]) -> Terminal {
    Terminal(
      environment: environment.merging(["TELEPORT_HOME": home]) { $1 }, isInteractive: interactive,
      output: { text in self.printed.withLock { $0.out += text } }, errors: { text in self.printed.withLock { $0.err += text } },
      line: { _ in self.printed.withLock { $0.lines.isEmpty ? nil : $0.lines.removeFirst() } })
  }

  func run(_ arguments: [String], interactive: Bool = false, environment: [String: String] = [:]) async -> Int32 {
    await Terminal.$current.withValue(terminal(interactive: interactive, environment: environment)) { await runTsh(arguments: arguments) }
  }
}

@Suite struct CommandRunTests {
  @Test(
    "help, versions and completion scripts are results",
    arguments: [
      (["--help"], "USAGE: tsh"), (["request", "create", "--help"], "--max-duration"), (["--version"], "Threshold v"),
      (["help", "ssh"], "OpenSSH"),
      (["--generate-completion-script", "bash"], "_tsh"), (["version", "--client"], "Threshold v18"), ([], "USAGE: tsh"),
    ])
  func results(arguments: [String], part: String) async {
    let paper = PaperTerminal()
    #expect(await paper.run(arguments) == 0)
    #expect(paper.out.contains(part) || part == "OpenSSH" && paper.out.contains("stock `ssh`"), "\(paper.out)")
    #expect(paper.err.isEmpty)
  }

  @Test(
    "misuse ends with 2, an error and a hint, and nothing on standard output",
    arguments: [
      ["request", "review", "9c2f"], ["request", "review", "9c2f", "--approve", "--deny"], ["nonsense"], ["ls", "--format", "xml"], ["ssh"],
      ["login", "--insecure", "--proxy", "h"], ["login"], ["request", "create", "--roles", "a b"], ["request", "create", "--reason", "x"],
      ["request", "create", "--resource", "web1"], ["request", "create", "--resource", "/a/node/b", "--max-duration", "soon"],
      ["request", "create", "--resource", "/a/node/b", "--request-ttl", "soon"], ["request", "search", "--kind", "token"],
      ["request", "search", "--kind", "pod"], ["request", "search", "--kind", "db", "--kube-cluster", "c"],
      ["ls", "--all", "--kinds", "db"],
      ["request", "search", "--kind", "pod", "--kube-cluster", "c", "--kube-namespace", "n", "--all-kube-namespaces"],
      ["ls", "--kinds", "x"],
      ["db", "ls", "env"], ["kube", "ls", "--sort", "size"],
      ["request", "ls", "--reviewable", "--my-requests"], ["login", "--proxy", "h", "--ca-pin", "sha256:12"], ["ssh", "-x@web1"],
      ["proxy", "ssh", "web1"], ["ls", "env"], ["--proxy", "a b", "status"], ["--user", "a/b", "status"], ["--ttl", "0", "status"],
      ["request", "review", "x", "--deny", "--assume-start-time", "y"],
    ])
  func misuse(arguments: [String]) async {
    let paper = PaperTerminal()
    #expect(await paper.run(arguments) == 2, "\(paper.err)")
    #expect(paper.err.hasPrefix("ERROR: ") && paper.out.isEmpty, "\(paper.err)")
  }

  @Test("without a sign-in everything that needs one ends with 1 and says how to get one", arguments: ["status", "ls", "logout"])
  func notSignedIn(command: String) async {
    let paper = PaperTerminal()
    #expect(await paper.run([command]) == 1)
    #expect(paper.err == "ERROR: you are not signed in\n  tsh login --proxy HOST:PORT --user NAME\n")
  }

  @Test("a tunnel that can't open ends with 255, as ssh expects")
  func tunnel() async {
    let paper = PaperTerminal()
    #expect(await paper.run(["proxy", "ssh", "root@web1:22"]) == 255)
    #expect(paper.err.hasPrefix("tsh: you are not signed in"))
    #expect(paper.out.isEmpty)
  }

  @Test("what the server says can't act on the terminal")
  func escapes() {
    let paper = PaperTerminal()
    paper.terminal().fail(Problem(.badParameter, "bad \u{1B}[31m", hint: "one\ntwo \u{202E}"))
    #expect(paper.err == "ERROR: bad \\u{1b}[31m\n  one\n  two \\u{202e}\n")
  }

  @Test("questions need a person; a secret may come from standard input")
  func asking() throws {
    let paper = PaperTerminal(lines: ["hunter2", "yes", ""])
    let piped = paper.terminal()
    #expect(try piped.secret("Password:").exposed == "hunter2")
    #expect(throws: Problem.self) { try piped.ask("Reason:") }
    #expect(try piped.confirm("Sure?") == false)
    let person = paper.terminal(interactive: true)
    #expect(try person.confirm("Sure?") == true)
    #expect(throws: Problem.self) { try person.ask("Reason:") }
    #expect(!paper.err.contains("hunter2") && paper.out.isEmpty)
  }
}

@Suite struct HiddenLineTests {
  private func typed(_ bytes: [UInt8]) -> HiddenLine.Step {
    var line = HiddenLine()
    for byte in bytes {
      let step = line.take(byte)
      if step != .more { return step }
    }
    return .more
  }

  @Test("the keys do what they do elsewhere")
  func keys() {
    #expect(typed(Array("abc\r".utf8)) == .done("abc"))
    #expect(typed(Array("aü".utf8) + [0x7F] + Array("b\n".utf8)) == .done("ab"))
    #expect(typed(Array("abc".utf8) + [0x15] + Array("x\n".utf8)) == .done("x"))
    #expect(typed(Array("abc".utf8) + [0x03]) == .cancelled)
    #expect(typed([0x04]) == .endOfInput)
    #expect(typed([0x7F, 0x0A]) == .done(""))
    #expect(typed([0xFF, 0x0A]) == .cancelled)
  }

  @Test("one line is read, and not a byte more")
  func oneLine() throws {
    var rest = Array("first\r\nsecond".utf8)
    let next = { () -> UInt8? in rest.isEmpty ? nil : rest.removeFirst() }
    #expect(try LineInput.read(next) == "first")
    #expect(rest == Array("second".utf8))
    var wrong: [UInt8] = [0xC3, 0x28, 0x0A]
    #expect(throws: Problem.self) { try LineInput.read { wrong.isEmpty ? nil : wrong.removeFirst() } }
  }
}
