import HTTPTypes
import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Finds out who calls, at every request anew: the connection may be older than the end of its sign-in.
struct Gate: Sendable {
  /// Checks a client certificate and the sign-in that it names against the World as it is now.
  typealias Authenticate = @Sendable (_ certificate: [UInt8], _ address: String) throws(Problem) -> Person

  let authenticate: Authenticate

  /// Who calls, for an endpoint that is open to `access`.
  /// - Returns: nil only where anybody may call; certificates are not even looked at there, so that
  ///   somebody whose sign-in has ended can sign in again.
  /// - Throws: ``Problem`` of kind `unauthenticated`, or `accessDenied` for a certificate sent by a browser.
  func caller(for access: Access, peer: Peer, headers: HTTPFields) throws(Problem) -> Caller? {
    if case .network(_, .some) = peer { try refuseBrowsers(headers) }
    switch access {
    case .anyone: return nil
    case .caller, .person:
      switch peer {
      case .network(_, nil): throw .notSignedIn
      case .network(let address, .some(let certificate)): return .person(try authenticate(certificate, address))
      case .local(let osUser):
        let call = Call(caller: .local(osUser: osUser), address: peer.address, parameters: [:], query: [:])
        if access == .person { _ = try call.person() }
        return call.caller
      }
    }
  }

  /// A browser that holds a client certificate would send it with requests that other sites make.
  private func refuseBrowsers(_ headers: HTTPFields) throws(Problem) {
    for name in ["Cookie", "Origin", "Sec-Fetch-Site"] where headers.first(name) != nil {
      throw Problem(
        .accessDenied, "a client certificate is refused together with the header `\(name)`",
        hint: "use `tsh`, `tctl` or curl with the certificate, not a browser")
    }
  }
}

extension HTTPFields {
  /// The first value of a field; nil when it is absent.
  func first(_ name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }

  /// Sets a field, in place of what it held.
  mutating func set(_ name: String, _ value: String) {
    if let name = HTTPField.Name(name) { self[name] = value }
  }
}
