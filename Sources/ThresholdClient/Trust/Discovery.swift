public import ThresholdAPI
public import ThresholdCertificates
public import ThresholdModel

/// Finds a cluster's server and decides what verifies it, before anything secret is sent.
///
/// The order: the system's roots; else a pin that the person gave, compared with the authorities in the chain that the server
/// presents; else the person's word on a terminal; else it is refused. Whatever was chosen verifies the next connection
/// completely, host name included, and only then the server counts as found.
public struct Discovery: Sendable {
  /// A server that is verified.
  public struct Found: Sendable {
    public let server: ServerAddress
    public let trust: Trust
    public let cluster: FindAnswer
  }

  /// Shows an authority to the person; true when it may be trusted. Nil when nobody can be asked.
  public typealias Confirm = @Sendable (PresentedAuthority, ServerAddress) async throws(Problem) -> Bool

  private let proxy: ProxyAddress
  private let pins: [Pin]
  private let known: Trust?
  private let options: APIClient.Options

  /// - Parameters:
  ///   - pins: any one of them will do.
  ///   - known: what verified the server at the last sign-in; tried first unless there are pins.
  public init(proxy: ProxyAddress, pins: [Pin] = [], known: Trust? = nil, options: APIClient.Options = APIClient.Options()) {
    self.proxy = proxy
    self.pins = pins
    self.known = known
    self.options = options
  }

  /// - Throws: ``Problem`` that says why no server could be found and verified, and what would help.
  public func run(confirm: Confirm? = nil) async throws(Problem) -> Found {
    var failures: [Problem] = []
    var candidates: [(server: ServerAddress, authorities: [PresentedAuthority])] = []
    for server in proxy.candidates {
      if pins.isEmpty, let known, case .authorities = known, let found = await attempt(server, known).0 { return found }
      let (found, failure) = await attempt(server, .systemRoots)
      if let found { return found }
      guard let failure, TransportFailure.isUntrusted(failure), let chain = await PresentedChain.fetch(from: server) else {
        if let failure { failures.append(failure) }
        continue
      }
      candidates.append((server, chain.authorities))
      failures.append(untrusted(server, because: failure))
    }
    if let found = try await pinned(candidates, &failures) { return found }
    if pins.isEmpty, let confirm, let found = try await confirmed(candidates, confirm, &failures) { return found }
    throw failures.first { !$0.isAbsence } ?? absence(failures)
  }

  private func absence(_ failures: [Problem]) -> Problem {
    if let only = failures.first, failures.count == 1 { return only }
    let ports = proxy.candidates.map { String($0.port) }.joined(separator: " and ")
    return Problem(
      .unavailable, "nothing answers at `\(proxy)`, ports \(ports)",
      hint: "give the port: --proxy \(proxy):PORT; is the server running? `threshold start`", cause: failures.first?.cause)
  }

  private func pinned(
    _ candidates: [(server: ServerAddress, authorities: [PresentedAuthority])], _ failures: inout [Problem]
  ) async throws(Problem) -> Found? {
    for (server, authorities) in candidates {
      guard let authority = authorities.first(where: { pins.contains($0.pin) }) else { continue }
      let (found, failure) = await attempt(server, .authorities(authority.pem))
      if let found { return found }
      if let failure { failures.insert(failure, at: 0) }
    }
    return nil
  }

  private func confirmed(
    _ candidates: [(server: ServerAddress, authorities: [PresentedAuthority])], _ confirm: Confirm, _ failures: inout [Problem]
  ) async throws(Problem) -> Found? {
    for (server, authorities) in candidates {
      // The authority farthest from the leaf is the one whose pin the server's operator sees.
      guard let authority = authorities.last else { continue }
      let (found, failure) = await attempt(server, .authorities(authority.pem))
      guard let found else {
        if let failure { failures.insert(failure, at: 0) }
        continue
      }
      guard try await confirm(authority, server) else {
        throw Problem(
          .unavailable, "the server's authority was not confirmed, so nothing was sent",
          hint: "compare the fingerprint with `tctl status` on the server")
      }
      return found
    }
    return nil
  }

  private func attempt(_ server: ServerAddress, _ trust: Trust) async -> (Found?, Problem?) {
    do {
      let client = try APIClient.anonymous(server, trust: trust, options: options)
      do {
        let answer = try await client.call(Endpoints.find)
        await client.shutdown()
        return (Found(server: server, trust: trust, cluster: answer), nil)
      } catch {
        await client.shutdown()
        return (nil, error)
      }
    } catch { return (nil, error) }
  }

  private func untrusted(_ server: ServerAddress, because failure: Problem) -> Problem {
    guard !pins.isEmpty else { return failure }
    return Problem(
      .unavailable, "no authority that `\(server)` presents has the pin given with --ca-pin",
      hint: "compare it with `tctl status` on the server; if it is right, somebody stands in between", cause: failure.cause)
  }
}

extension Problem {
  /// Whether it only says that nothing was there: less telling than what another port answered.
  fileprivate var isAbsence: Bool { message.hasPrefix("nothing listens") || message.contains("does not answer within") }
}
