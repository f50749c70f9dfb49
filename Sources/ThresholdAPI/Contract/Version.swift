/// The product's version, and which clients a server talks to.
///
/// Source: reference, cli-api-terraform §3: a server supports clients of its own major version and of
/// the one before, never newer majors.
public enum ProductVersion {
  public static let current = "18.10.0"
  /// The oldest client that this server supports.
  public static let oldestClient = "17.0.0"
  /// The request header in which clients say their version.
  public static let header = "X-Threshold-Version"

  /// The major number, or nil for text that is no version.
  public static func major(_ version: String) -> Int? {
    // A peer writes this: numbers that no version has are none, so that nothing can overflow.
    version.split(separator: ".").first.flatMap { Int($0) }.flatMap { (0...100_000).contains($0) ? $0 : nil }
  }

  /// Whether a server of one version serves a client of another.
  public static func isSupported(client: String, byServer server: String) -> Bool {
    guard let client = major(client), let server = major(server) else { return false }
    return client == server || client == server - 1
  }
}
