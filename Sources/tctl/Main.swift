import Foundation
import ThresholdCLI

@main struct Main {
  static func main() async {
    exit(await runTctl(arguments: Array(CommandLine.arguments.dropFirst())))
  }
}
