/// Who is at the other end of a connection, before anybody asks whether they are signed in.
///
/// The value is bound for the whole life of a connection, so that every request on it, HTTP/1.1 or a
/// stream of HTTP/2, finds it without asking the channel.
public enum Peer: Sendable, Hashable {
  /// Over TLS.
  /// - `address`: an IP address without a port.
  /// - `certificate`: the client's X.509 certificate in DER, which the handshake has verified against the
  ///   user authorities; nil when the client sent none.
  case network(address: String, certificate: [UInt8]?)
  /// At the Unix socket: the name of the operating-system user who runs the other process.
  case local(osUser: String)

  /// The peer of the connection that the current task serves; an anonymous one outside of any connection.
  @TaskLocal static var current = Peer.network(address: "unknown", certificate: nil)

  /// As logs and the audit log name where a call comes from.
  public var address: String {
    switch self {
    case .network(let address, _): address
    case .local: "local"
    }
  }
}
