import Foundation
import Testing
import ThresholdCertificates
import ThresholdModel

@testable import ThresholdGateway
@testable import ThresholdService

/// A service that answers as a test says, and remembers what it was told.
final class ScriptedStories: TunnelStories {
  struct Ended: Hashable, Sendable {
    let id: ConnectionID
    let sent: Int64
    let received: Int64
    let at: Moment?
    let because: TunnelEnd
  }

  struct State: Sendable {
    var openings: [TunnelOpening] = []
    var cut: (@Sendable (TunnelEnd) -> Void)?
    var starts: [String] = []
    var ended: [Ended] = []
    var mayOpen = true
    var mayStart = true
    var until = Moment(Date()) + .hours(1)
  }

  static let signIn: SignInID = "0b0f9a56-2f3c-4a4a-9d5e-2b1f8c3d4e5f"
  static let connection: ConnectionID = "c0ffee00-0000-4000-8000-000000000001"

  let state = Observed(State())
  private let address: String
  private let refusal: Problem?
  private let startRefusal: Problem?

  /// - Parameter address: where the server is.
  init(address: String, refusal: Problem? = nil, startRefusal: Problem? = nil) {
    self.address = address
    self.refusal = refusal
    self.startRefusal = startRefusal
  }

  func cut(_ end: TunnelEnd) async {
    let state = await state.wait { $0.cut != nil }
    state.cut?(end)
  }

  func authenticate(_ identity: Identity, address: String) throws(Problem) -> Person {
    guard identity.signIn == Self.signIn else { throw Problem(.unauthenticated, "your sign-in has ended") }
    return Person(user: identity.user, signIn: identity.signIn, address: address)
  }

  func openConnection(
    _ opening: TunnelOpening, by person: Person, from address: String, cut: @escaping @Sendable (TunnelEnd) -> Void
  ) async throws(Problem) -> OpenedConnection {
    state.update { state in
      state.openings.append(opening)
      state.cut = cut
    }
    await state.wait { $0.mayOpen }
    if let refusal { throw refusal }
    let spec = ServerSpec(address: self.address, hostname: "web-1", hostKeys: [], gatewayAddresses: [])
    return OpenedConnection(
      id: Self.connection, server: Server(id: "5e7e0000-0000-4000-8000-000000000001", labels: [:], spec: spec), until: state.value.until)
  }

  func connectionStarted(_ id: ConnectionID, target: String) async throws(Problem) {
    state.update { $0.starts.append(target) }
    await state.wait { $0.mayStart }
    if let startRefusal { throw startRefusal }
  }

  func connectionEnded(_ id: ConnectionID, sent: Int64, received: Int64, at: Moment?, because: TunnelEnd) async {
    state.update { $0.ended.append(Ended(id: id, sent: sent, received: received, at: at, because: because)) }
  }

  func until(of id: ConnectionID) -> Moment? { state.value.until }
}

/// Client certificates as the user authority issues them.
enum Certificates {
  /// One that counts now.
  static func valid() throws -> [UInt8] {
    let now = Moment(Date())
    return try client(signIn: ScriptedStories.signIn, from: now - .minutes(1), to: now + .hours(1))
  }

  static func client(signIn: SignInID, from: Moment, to: Moment) throws -> [UInt8] {
    let authority = try X509Authority.create(purpose: .user, cluster: "test", now: from).authority
    let pem = try authority.issueClient(
      Identity(user: "max", signIn: signIn), publicKeyPEM: TLSKey.generate().publicKeyPEM, notBefore: from, notAfter: to)
    let base64 = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    return Array(try #require(Data(base64Encoded: base64)))
  }
}
