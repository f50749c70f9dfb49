import Foundation

/// Where the programs are that the tests run: ours beside the test bundle, the system's in its usual places.
enum Program {
  /// The folder of the build that these tests belong to.
  static let builds: String = {
    // The bundle's own folder, wherever the build put it; `--show-bin-path` would wait for the build's lock.
    let places = Bundle.allBundles.map(\.bundleURL) + [URL(fileURLWithPath: CommandLine.arguments[0])]
    let candidates = places.flatMap { [$0, $0.deletingLastPathComponent(), $0.deletingLastPathComponent().deletingLastPathComponent()] }
    let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0.appendingPathComponent("threshold").path) }
    return found?.standardizedFileURL.path ?? ".build/debug"
  }()

  static let threshold = "\(builds)/threshold"
  static let tctl = "\(builds)/tctl"
  static let tsh = "\(builds)/tsh"
  static let sshd = system("sshd")
  static let ssh = system("ssh")
  static let keygen = system("ssh-keygen")
  static let keyscan = system("ssh-keyscan")
  static let curl = system("curl")
  static let jq = system("jq")
  static let openssl = system("openssl")
  static let faketime = system("faketime")

  /// What children find in `PATH`: ours first, so that what they call is what is tested.
  static let path = "\(builds):/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// The account that the tests run as: the only one that an sshd of theirs can surely log in.
  static let login = NSUserName()

  private static func system(_ name: String) -> String {
    path.split(separator: ":").dropFirst().map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? name
  }
}
