import Foundation
import ThresholdModel

/// Runs the stock `ssh-keyscan`, never through a shell, with bounded output and time.
struct KeyScanProgram: Sendable {
  /// The most output that is read, in bytes; three keys are some two thousand.
  private static let mostOutput = 64 * 1024
  private static let timeLimit = Duration.seconds(10)
  private static let usualPlaces = ["/usr/bin/ssh-keyscan", "/usr/local/bin/ssh-keyscan", "/opt/homebrew/bin/ssh-keyscan"]

  private let places: [String]
  private let work = BlockingWork(label: "gateway.keyscan", atOnce: 4, mostWaiting: 64)

  /// - Parameter places: absolute paths, the first one that can be run is taken.
  init(places: [String] = KeyScanProgram.usualPlaces) { self.places = places }

  /// Asks a server for its host keys.
  /// - Parameter host: an IP address, which has already been decided about.
  /// - Returns: the program's output.
  /// - Throws: ``Problem`` of kind `unavailable`.
  func scan(_ host: String, port: Int) async throws(Problem) -> String {
    guard let path = places.first(where: FileManager.default.isExecutableFile) else {
      throw Problem(.unavailable, "the gateway cannot find `ssh-keyscan`", hint: "install it on the gateway: apt install openssh-client")
    }
    guard let address = IPAddress(host), (1...65535).contains(port) else {
      throw Problem(.badParameter, "`\(host.escapedForDisplay)` is not an address that can be scanned")
    }
    let arguments = ["-T", "5", "-p", String(port), "-t", "ed25519,ecdsa,rsa", address.description]
    let output = try await work.run { () throws(Problem) in
      try ChildProgram(path: path, arguments: arguments).output(atMost: Self.mostOutput, within: Self.timeLimit)
    }
    guard let output else {
      throw Problem(.unavailable, "`ssh-keyscan` did not end within \(Self.timeLimit.components.seconds) seconds, or said too much")
    }
    return String(decoding: output, as: UTF8.self)
  }
}
