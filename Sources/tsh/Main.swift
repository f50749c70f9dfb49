import Foundation
import ThresholdCLI

@main
struct Main {
  static func main() async {
    let status = await runTsh(arguments: Array(CommandLine.arguments.dropFirst()))
    // Not a return: a thread may still wait in a read of standard input.
    exit(status)
  }
}
