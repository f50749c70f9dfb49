public import ThresholdAPI
public import ThresholdModel

/// Whether this client and a server get along: a server serves clients of its own major version and of the one before
/// (reference, cli-api-terraform §3).
public enum VersionSkew {
  /// - Throws: ``Problem`` that names both versions.
  public static func check(_ found: FindAnswer, client: String = ProductVersion.current) throws(Problem) {
    guard ProductVersion.isSupported(client: client, byServer: found.serverVersion), !isOlder(client, than: found.minClientVersion) else {
      let server = found.serverVersion.escapedForDisplay
      throw Problem(
        .badParameter,
        "this client is version \(client), and the server is \(server) and serves from \(found.minClientVersion.escapedForDisplay) on",
        hint: "install a matching client (`tsh` can try anyway with --skip-version-check)")
    }
  }

  /// Compares the numbers of two versions; what follows a hyphen (a pre-release) counts as older than the same without it.
  static func isOlder(_ left: String, than right: String) -> Bool {
    let (first, second) = (parts(left), parts(right))
    if first.numbers != second.numbers { return first.numbers.lexicographicallyPrecedes(second.numbers) }
    return first.isPreRelease && !second.isPreRelease
  }

  private static func parts(_ version: String) -> (numbers: [Int], isPreRelease: Bool) {
    let halves = version.split(separator: "-", maxSplits: 1)
    let numbers = (halves.first ?? "").split(separator: ".").map { Int($0) ?? 0 }
    return (numbers + Array(repeating: 0, count: max(0, 3 - numbers.count)), halves.count > 1)
  }
}
