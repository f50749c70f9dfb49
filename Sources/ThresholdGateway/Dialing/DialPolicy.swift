public import ThresholdModel

/// Where the gateway may connect to: decided over the addresses that a name resolved to, and exactly
/// the decided addresses are dialled, so that a name cannot answer differently the second time.
///
/// Never dialled, however written (plain, IPv4 mapped into IPv6, or embedded in it): the server's own
/// listeners, link-local, metadata, unspecified, multicast and reserved addresses, denied networks, and,
/// unless allowed, loopback. One such address among several refuses the whole name.
public struct DialPolicy: Sendable {
  /// A socket that this server itself listens on.
  public struct Listener: Hashable, Sendable {
    /// `0.0.0.0` and `::` stand for every address of the machine.
    public let address: IPAddress
    /// The port as bound, 1…65535.
    public let port: Int

    public init(address: IPAddress, port: Int) {
      self.address = address
      self.port = port
    }
  }

  /// One way to a target: what is dialled, and from where.
  public struct Route: Hashable, Sendable {
    public let address: IPAddress
    public let port: Int
    /// The local address to bind before connecting; nil leaves it to the system.
    public let source: IPAddress?
  }

  /// Loopback targets are dialled from here, so that a certificate bound to this address is worth
  /// nothing to a process that connects to the same sshd the ordinary way.
  public static let loopbackSource = IPAddress.v4(127, 0, 0, 2)
  /// The most addresses of one name that are tried.
  private static let mostRoutes = 4

  private let ownListeners: [Listener]
  private let deniedNetworks: [AddressRange]
  private let allowsLoopback: Bool

  /// - Parameters:
  ///   - ownListeners: everything that this server listens on, with the ports as bound.
  ///   - deniedNetworks: more networks that are never dialled.
  ///   - allowsLoopback: for trying out on one machine only.
  public init(ownListeners: [Listener], deniedNetworks: [AddressRange] = [], allowsLoopback: Bool = false) {
    self.ownListeners = ownListeners
    self.deniedNetworks = deniedNetworks
    self.allowsLoopback = allowsLoopback
  }

  /// Decides about a target.
  /// - Parameters:
  ///   - target: as it is written in the server's record, for the words of a refusal.
  ///   - resolved: all addresses of the target's name.
  ///   - machineAddresses: the addresses of this machine's interfaces.
  /// - Returns: the ways to the target in the order in which to try them; never empty.
  /// - Throws: ``Problem`` of kind `accessDenied` for an address that is not dialled, `unavailable` when there is none,
  ///   `badParameter` for a port outside of 1…65535.
  public func routes(
    to target: String, resolved: [IPAddress], port: Int, machineAddresses: Set<IPAddress>
  ) throws(Problem) -> [Route] {
    let name = target.escapedForDisplay
    guard (1...65535).contains(port) else { throw Problem(.badParameter, "`\(name)` has no port that can be dialled") }
    guard !resolved.isEmpty else { throw Problem(.unavailable, "`\(name)` has no address") }
    var routes: [Route] = []
    for address in resolved {
      if let ban = ban(on: address, port: port, machineAddresses: machineAddresses) { throw ban.problem(target: name, address: address) }
      // There is only one IPv6 loopback address, hence no second one to dial from.
      if address.isLoopback, !address.isVersion4 { continue }
      let route = Route(address: address, port: port, source: address.isLoopback ? Self.loopbackSource : nil)
      if !routes.contains(route) { routes.append(route) }
    }
    guard !routes.isEmpty else {
      throw Problem(
        .accessDenied, "`\(name)` is the loopback address of IPv6, which the gateway does not dial", hint: "use 127.0.0.1:\(port)")
    }
    return Array(routes.prefix(Self.mostRoutes))
  }

  private func ban(on address: IPAddress, port: Int, machineAddresses: Set<IPAddress>) -> Ban? {
    let isOwn = ownListeners.contains { listener in
      listener.port == port
        && (listener.address == address
          || (listener.address.isUnspecified && (address.isLoopback || machineAddresses.contains(address))))
    }
    if isOwn { return .ownListener }
    func lies(in ranges: [AddressRange]) -> Bool { ranges.contains { $0.contains(address) } }
    if lies(in: AddressRange.metadata) { return .metadata }
    if lies(in: AddressRange.linkLocal) { return .linkLocal }
    if lies(in: AddressRange.unspecified) { return .unspecified }
    if lies(in: AddressRange.multicast) { return .multicast }
    if lies(in: AddressRange.reserved) { return .reserved }
    if lies(in: deniedNetworks) { return .denied }
    if address.isLoopback, !allowsLoopback { return .loopback }
    guard let embedded = address.embedded else { return nil }
    // Through a translator nothing can be bound to the loopback's other address.
    if embedded.isLoopback { return .loopback }
    return ban(on: embedded, port: port, machineAddresses: machineAddresses)
  }

  /// Why an address is not dialled.
  private enum Ban {
    case ownListener, metadata, linkLocal, unspecified, multicast, reserved, denied, loopback

    func problem(target: String, address: IPAddress) -> Problem {
      let place = target.hasPrefix("\(address):") || target.hasPrefix("[\(address)]:") ? "`\(target)`" : "`\(target)` at \(address)"
      return Problem(.accessDenied, "\(place) is \(subject), which the gateway does not dial", hint: hint)
    }

    private var subject: String {
      switch self {
      case .ownListener: "this server's own listener"
      case .metadata: "a cloud's metadata service"
      case .linkLocal: "a link-local address"
      case .unspecified: "an unspecified address"
      case .multicast: "a multicast address"
      case .reserved: "a reserved address"
      case .denied: "in a network denied by the configuration"
      case .loopback: "a loopback address"
      }
    }

    private var hint: String {
      switch self {
      case .loopback: "give the address by which other machines reach the server"
      case .denied: "ask whoever runs the cluster"
      case .ownListener, .metadata, .linkLocal, .unspecified, .multicast, .reserved: "give the address of the server's sshd"
      }
    }
  }
}
