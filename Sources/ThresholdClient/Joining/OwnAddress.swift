import NIOCore
import NIOPosix
public import ThresholdModel

/// The address of this machine under which others reach it, found by looking at a connection to them.
public enum OwnAddress {
  /// The local end of a connection to a server: the address that lies on the way to it.
  /// - Throws: ``Problem`` of kind `unavailable` when the server cannot be reached.
  public static func towards(_ server: ServerAddress) async throws(Problem) -> String {
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(.seconds(10)).connect(host: server.host, port: server.port).get()
      let address = channel.localAddress?.ipAddress
      try? await channel.close()
      if let address { return address }
    } catch {
      throw Problem(.unavailable, "`\(server)` cannot be reached", hint: "check --proxy-server and the network", cause: "\(error)")
    }
    throw Problem(.unavailable, "this machine's own address is not known", hint: "say it: --address IP:PORT")
  }
}

/// `IP:PORT` at which the cluster reaches a server's sshd.
public struct SSHDAddress: Hashable, Sendable, CustomStringConvertible {
  /// An IP address.
  public let host: String
  public let port: Int

  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `192.0.2.7:22`, `[2001:db8::7]:22`, or an address alone, which takes the port that sshd listens on.
  /// - Throws: ``Problem`` of kind `badParameter` for names: they would move the server whenever they resolve elsewhere.
  public init(text: String, defaultPort: Int) throws(Problem) {
    let malformed = Problem(
      .badParameter, "`\(text.escapedForDisplay)` is not an address of sshd", hint: "write IP:PORT, for example --address 192.0.2.7:22")
    var host = text
    var port = defaultPort
    let isBareVersion6 = text.count(where: { $0 == ":" }) > 1 && !text.hasPrefix("[")
    if !isBareVersion6, let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
      guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else { throw malformed }
      host = String(text[..<colon])
      port = number
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    guard let address = try? SocketAddress(ipAddress: host, port: port), address.ipAddress != nil else { throw malformed }
    self.init(host: host, port: port)
  }

  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
