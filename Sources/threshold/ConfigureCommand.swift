import ArgumentParser
import Foundation
import ThresholdAPI
import ThresholdCLI
import ThresholdModel
import ThresholdServer

/// `threshold configure`: a configuration file to start from.
struct ConfigureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "configure", abstract: "Prints a configuration file with every key at its default, explained.",
    discussion: """
      Example:
        threshold configure --output /etc/threshold/threshold.yaml
      """)

  @Option(name: [.short, .long], help: ArgumentHelp("Where to write it; standard output when left out.", valueName: "file"))
  var output: String?

  func run() async throws {
    let text = ServerConfiguration.commentedFile
    guard let output else {
      Terminal.current.print(text.trimmingCharacters(in: .newlines))
      return
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .withoutOverwriting)
    } catch let error as CocoaError where error.code == .fileWriteFileExists {
      throw Problem(.alreadyExists, "`\(output.escapedForDisplay)` exists already", hint: "move it away, or choose another file")
    } catch {
      throw Problem(
        .unavailable, "`\(output.escapedForDisplay)` cannot be written", hint: "check the folder's owner and mode", cause: "\(error)")
    }
    Terminal.current.note("wrote \(output.escapedForDisplay); check it with `threshold start --config \(output.escapedForDisplay) --check`")
  }
}

/// `threshold version`.
struct VersionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Prints the version.",
    discussion: """
      Example:
        threshold version
      """)

  func run() async throws {
    Terminal.current.print("Threshold v\(ProductVersion.current)")
  }
}
