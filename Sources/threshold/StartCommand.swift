import ArgumentParser
import ThresholdCLI
import ThresholdModel
import ThresholdServer

/// `threshold start`: runs a server until it is told to stop.
struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Runs a server.",
    discussion: """
      Flags override the configuration file; `threshold configure` prints one with every key explained. SIGTERM and Ctrl-C stop the \
      server: requests under way are answered, open tunnels end with a word to the person.

      Examples:
        threshold start --dev
        threshold start --config /etc/threshold/threshold.yaml
        threshold start --config /etc/threshold/threshold.yaml --check
      """)

  @Option(help: ArgumentHelp("The configuration file.", valueName: "file")) var config: String?
  @Option(help: ArgumentHelp("Where everything is kept.", valueName: "dir")) var dataDir: String?
  @Option(help: ArgumentHelp("The TLS port.", valueName: "addr:port")) var listen: String?
  @Option(help: ArgumentHelp("Where people reach the server.", valueName: "host:port")) var publicAddr: String?
  @Option(help: ArgumentHelp("The cluster's name, fixed at its first start.", valueName: "name")) var clusterName: String?
  @Flag(help: "For trying out only: on loopback, with loopback targets, and with the key beside the data.") var dev = false
  @Flag(help: "Go on although the database lost what its head file knows of; the gap goes on the audit log.") var acceptLoss = false
  @Flag(help: "Only read the configuration and say what is wrong with it.") var check = false

  func run() async throws {
    let flags = ServerConfiguration.Flags(
      dataDirectory: dataDir, listen: listen, publicAddress: publicAddr, clusterName: clusterName, isDevelopment: dev)
    let configuration: ServerConfiguration
    do { configuration = try ServerConfiguration.read(file: config, flags: flags) } catch {
      if error.isMisuse { throw Misuse(error.problem) }
      throw error.problem
    }
    if check {
      Terminal.current.print("the configuration is ok")
      return
    }
    try await House(configuration: configuration, acceptsLoss: acceptLoss).run()
  }
}
