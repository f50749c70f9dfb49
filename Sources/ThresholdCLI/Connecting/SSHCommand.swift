import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdCertificates
import ThresholdClient
import ThresholdModel

struct SSHCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ssh", abstract: "Open a shell or run a command on a server.",
    discussion: """
      Runs the stock `ssh` through the cluster's gateway, with a key and a certificate made for this one connection. What follows \
      the host is the command to run there. When you may not reach the server but may ask for it, you can do so on the spot.

      Examples:
        tsh ssh ubuntu@web1
        tsh ssh -L 8080:localhost:80 -N ubuntu@web1
        tsh ssh -l ubuntu web1 uptime
      """)

  @OptionGroup var globals: GlobalOptions
  @Flag(name: .customShort("A"), help: "Forward your SSH agent.") var forwardAgent = false
  @Option(name: .customShort("L"), help: "Forward a local port or socket; repeatable.") var localForward: [String] = []
  @Option(name: .customShort("R"), help: "Forward a remote port or socket; repeatable.") var remoteForward: [String] = []
  @Option(name: .customShort("D"), help: "Open a local SOCKS port; repeatable.") var dynamicForward: [String] = []
  @Flag(name: .customShort("N"), help: "Run no command.") var noCommand = false
  @Flag(name: .customShort("t"), help: "Ask for a terminal; twice forces one.") var terminal: Int
  @Option(name: .customShort("o"), help: "An option for `ssh`, as in its configuration; repeatable.") var option: [String] = []
  @Option(name: [.customShort("p"), .long], help: "Accepted and ignored: the cluster knows the server's port.") var port: Int?
  @Flag(help: "Don't offer to ask for access.") var disableAccessRequest = false
  @Argument(help: ArgumentHelp("Where to go.", valueName: "[user@]host")) var target: String
  @Argument(help: ArgumentHelp("What to run there.", valueName: "command")) var command: [String] = []

  func run() async throws {
    let target = try Misuse.reading { try SSHTarget(self.target) }
    if port != nil { Terminal.current.note("-p is ignored: the cluster knows the port of `\(target.host)`") }
    let wish = globals.login ?? target.login ?? globals.givenLogin
    if let wish { try SSHTarget.check(login: wish) }
    let pair = SSHKeyPair.generate()
    let (answer, profile) = try await globals.withClient { client, profile in
      let asking = OpenAccess(client: client, profile: profile, host: target.host, login: wish, publicKey: pair.publicKey.line)
      return (try await asking.run(offersRequest: !disableAccessRequest), profile)
    }
    let files = try SSHFiles(in: globals.folder, pair: pair, answer: answer)
    defer { files.remove() }
    let status = try await ChildProgram(name: "ssh", arguments: try arguments(files, answer, profile)).run()
    guard status == ExitStatus.success else { throw ExitCode(status) }
  }

  private func arguments(_ files: SSHFiles, _ answer: ConnectAnswer, _ profile: Profile) throws(Problem) -> [String] {
    // They come from the server and become arguments of `ssh`.
    try SSHTarget.check(login: answer.login)
    let host = try SSHTarget(answer.hostname)
    guard host.login == nil else {
      throw Problem(.unavailable, "the server answers with a host name that is none", hint: "tell the operator")
    }
    let executable = Bundle.main.executablePath ?? "tsh"
    let flags = (globals.skipVersionCheck ? ["--skip-version-check"] : []) + (globals.debug ? ["--debug"] : [])
    let proxy = SSHFiles.proxyCommand(executable: executable, profile: profile, server: answer.server, flags: flags)
    var words = files.options(server: answer.server, proxyCommand: proxy)
    for (flag, values) in [("-o", option), ("-L", localForward), ("-R", remoteForward), ("-D", dynamicForward)] {
      words += values.flatMap { [flag, $0] }
    }
    if forwardAgent { words.append("-A") }
    if noCommand { words.append("-N") }
    words += Array(repeating: "-t", count: min(terminal, 2))
    return words + ["-l", answer.login, "--", host.host] + command
  }
}
