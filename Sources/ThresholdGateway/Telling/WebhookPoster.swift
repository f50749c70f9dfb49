import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ThresholdModel
public import ThresholdService

/// Posts to webhooks. Addresses are decided about as those of servers are, after names were resolved, and exactly the
/// decided address is connected to; redirects are not followed; no answer is read beyond its head.
///
/// Loopback is reached only where the webhook's own address names it: what a name resolves to cannot lead there.
public struct WebhookPoster: WebhookSender {
  /// For one post, names and TLS included.
  static let timeLimit = Duration.seconds(10)

  private let policy: DialPolicy
  private let loopbackPolicy: DialPolicy
  private let names: NameLookup
  private let version: String
  private let limit: Duration

  /// - Parameters:
  ///   - policy: for addresses elsewhere; should not allow loopback.
  ///   - loopbackPolicy: the same for addresses that name this machine.
  ///   - version: the product's, for `User-Agent`.
  public init(policy: DialPolicy, loopbackPolicy: DialPolicy, version: String) {
    self.init(policy: policy, loopbackPolicy: loopbackPolicy, version: version, names: NameLookup(), limit: Self.timeLimit)
  }

  init(policy: DialPolicy, loopbackPolicy: DialPolicy, version: String, names: NameLookup, limit: Duration) {
    self.policy = policy
    self.loopbackPolicy = loopbackPolicy
    self.names = names
    self.version = version
    self.limit = limit
  }

  public func send(_ post: WebhookPost) async -> WebhookAnswer {
    do throws(Problem) {
      return try await within(limit, orThrow: Problem(.unavailable, "there was no answer within \(limit.components.seconds) seconds")) {
        () async throws(Problem) in try await exchange(post)
      }
    } catch {
      return .failed(error.message)
    }
  }

  private func exchange(_ post: WebhookPost) async throws(Problem) -> WebhookAnswer {
    let url = post.url
    let target = url.host.contains(":") ? "[\(url.host)]:\(url.port)" : "\(url.host):\(url.port)"
    let resolved = try await names.addresses(of: url.host)
    let policy = url.isLoopback ? loopbackPolicy : policy
    let routes = try policy.routes(to: target, resolved: resolved, port: url.port, machineAddresses: try MachineAddresses.all())
    // Never empty; the first is the resolver's choice. Later tries come with the next attempt.
    guard let route = routes.first else { throw Problem(.unavailable, "`\(target.escapedForDisplay)` has no address") }
    let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration(url, route))
    do {
      let response = try await client.execute(request(post), timeout: .nanoseconds(limit.nanoseconds))
      let answer = Self.answer(Int(response.status.code), retryAfter: response.headers.first(name: "Retry-After"))
      try? await client.shutdown()
      return answer
    } catch {
      try? await client.shutdown()
      throw Problem(.unavailable, Self.words(for: error))
    }
  }

  /// A client for one post: nothing of one is left for another, and its address is pinned.
  private func configuration(_ url: WebhookURL, _ route: DialPolicy.Route) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: .nanoseconds(limit.nanoseconds / 2), read: .nanoseconds(limit.nanoseconds)))
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    // Certificates are still checked against the name.
    if IPAddress(url.host) == nil { configuration.dnsOverride = [url.host: route.address.description] }
    return configuration
  }

  private func request(_ post: WebhookPost) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: post.url.exposed)
    request.method = .POST
    request.headers.add(name: "User-Agent", value: "threshold/\(version)")
    for header in post.headers { request.headers.add(name: header.name, value: header.value) }
    request.body = .bytes(ByteBuffer(bytes: post.body))
    return request
  }

  static func answer(_ status: Int, retryAfter: String?) -> WebhookAnswer {
    guard !(200..<300).contains(status) else { return .delivered }
    let seconds = retryAfter.flatMap { Int64($0) }.flatMap { (0...86_400).contains($0) ? $0 : nil }
    return .refused(status: status, retryAfter: seconds.map { .seconds($0) })
  }

  /// Errors of libraries may quote the address, which can be a secret, so none is passed on as it is.
  private static func words(for error: any Error) -> String {
    switch error {
    case is NIOSSLError, is BoringSSLError: "the TLS connection failed: its certificate is not trusted, or not for this name"
    case let error as HTTPClientError where error == .connectTimeout: "nothing answers there"
    case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout: "there was no answer in time"
    case is NIOConnectionError, is IOError: "it cannot be connected to"
    case is CancellationError: "the server is stopping"
    default: "the connection failed"
    }
  }
}
