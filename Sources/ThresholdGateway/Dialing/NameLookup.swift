import Foundation
import NIOCore
import ThresholdModel

/// Finds the addresses of a host name with the system's resolver (RFC 3493, `getaddrinfo`), away from the
/// event loops: the call blocks, and a name server may not answer for long.
struct NameLookup: Sendable {
  typealias Resolver = @Sendable (_ host: String) throws(Problem) -> [IPAddress]

  private let work: BlockingWork
  private let resolver: Resolver

  /// - Parameter resolver: the blocking call; tests give one of their own.
  init(resolver: @escaping Resolver = NameLookup.systemResolver) {
    work = BlockingWork(label: "gateway.names", atOnce: 8, mostWaiting: 256)
    self.resolver = resolver
  }

  /// All addresses of a host; for an IP address that address, without asking anybody.
  /// - Throws: ``Problem`` of kind `unavailable` when the name has none, or the resolver is too busy.
  func addresses(of host: String) async throws(Problem) -> [IPAddress] {
    if let address = IPAddress(host) { return [address] }
    let resolver = resolver
    return try await work.run { () throws(Problem) in try resolver(host) }
  }

  /// The operating system's resolver.
  static let systemResolver: Resolver = { (host) throws(Problem) in
    var hints = addrinfo()
    // One entry an address, not one for each socket type.
    hints.ai_socktype = CInt(SocketKind.stream)
    var first: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, nil, &hints, &first)
    defer { if let first { freeaddrinfo(first) } }
    guard status == 0 else {
      throw Problem(
        .unavailable, "the name `\(host.escapedForDisplay)` could not be resolved", cause: String(cString: gai_strerror(status)))
    }
    var addresses: [IPAddress] = []
    var next = first
    while let entry = next {
      if let address = address(of: entry.pointee), !addresses.contains(address) { addresses.append(address) }
      next = entry.pointee.ai_next
    }
    return addresses
  }

  private static func address(of entry: addrinfo) -> IPAddress? {
    guard let raw = entry.ai_addr else { return nil }
    switch entry.ai_family {
    case AF_INET where Int(entry.ai_addrlen) >= MemoryLayout<sockaddr_in>.size:
      return IPAddress(SocketAddress(UnsafeRawPointer(raw).loadUnaligned(as: sockaddr_in.self)))
    case AF_INET6 where Int(entry.ai_addrlen) >= MemoryLayout<sockaddr_in6>.size:
      return IPAddress(SocketAddress(UnsafeRawPointer(raw).loadUnaligned(as: sockaddr_in6.self)))
    default: return nil
    }
  }

  private enum SocketKind {
    // glibc declares the constant as an enumeration, Darwin as a number.
    #if canImport(Glibc)
    static let stream = SOCK_STREAM.rawValue
    #else
    static let stream = SOCK_STREAM
    #endif
  }
}
