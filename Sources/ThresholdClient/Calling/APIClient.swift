import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
public import ThresholdAPI
public import ThresholdModel

/// Calls a cluster's API: one typed function for every endpoint of the contract.
///
/// Bodies are never logged. Answers over 16 MiB are refused. Call ``shutdown()`` when done.
public struct APIClient: Sendable {
  /// Settings that a person can change on the command line.
  public struct Options: Sendable {
    /// Whether the server is told this client's version, and so refuses one that it doesn't support.
    public var tellsVersion: Bool
    /// Receives one line a call (method, path, status, milliseconds): never a body, never a query's values.
    public var trace: (@Sendable (String) -> Void)?

    public init(tellsVersion: Bool = true, trace: (@Sendable (String) -> Void)? = nil) {
      self.tellsVersion = tellsVersion
      self.trace = trace
    }
  }

  /// The largest answer that is read, in bytes.
  public static let largestAnswer = 16 * 1024 * 1024
  static let connectTimeout = TimeAmount.seconds(10)

  let http: HTTPClient
  /// What stands before the path: `https://localhost:3080`.
  let base: String
  let origin: Origin
  let options: Options

  /// A client as the person who is signed in with a profile.
  /// - Throws: ``Problem`` of kind `unauthenticated` when nobody is, or the sign-in is over.
  public static func profile(_ profile: Profile, options: Options = Options()) throws(Problem) -> APIClient {
    let session = try profile.liveSession(at: Moment(Date()))
    return try APIClient(server: profile.server, trust: profile.trust, credential: session.credential, options: options)
  }

  /// A client of nobody in particular, for discovery, signing in and joining.
  public static func anonymous(_ server: ServerAddress, trust: Trust, options: Options = Options()) throws(Problem) -> APIClient {
    try APIClient(server: server, trust: trust, credential: nil, options: options)
  }

  /// A client at the Unix socket of a server on this machine, as this operating-system user.
  /// - Parameter path: at most about 100 bytes, as for every Unix socket.
  public static func socket(_ path: String, options: Options = Options()) throws(Problem) -> APIClient {
    guard path.utf8.count <= 103 else {
      throw Problem(
        .badParameter, "the socket's path is longer than 103 bytes: `\(path.escapedForDisplay)`",
        hint: "use a data directory with a shorter path")
    }
    let http = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: Self.configuration(tls: nil))
    return APIClient(http: http, base: "http+unix://\(PathText.encode(path))", origin: .socket(path), options: options)
  }

  private init(server: ServerAddress, trust: Trust, credential: ClientCredential?, options: Options) throws(Problem) {
    let tls = try TLSConfiguration.client(trust: trust, credential: credential)
    http = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: Self.configuration(tls: tls))
    base = "https://\(server)"
    origin = .server(server, signedIn: credential != nil)
    self.options = options
  }

  private init(http: HTTPClient, base: String, origin: Origin, options: Options) {
    self.http = http
    self.base = base
    self.origin = origin
    self.options = options
  }

  private static func configuration(tls: TLSConfiguration?) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: connectTimeout, read: .seconds(45)), ignoreUncleanSSLShutdown: false)
    configuration.httpVersion = .http1Only
    // Otherwise a refused connection would be tried again until the time-out instead of being reported.
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }

  /// Calls an endpoint that takes a body.
  /// - Parameters:
  ///   - path: the path's parameters by name.
  ///   - query: only names that the endpoint declares.
  /// - Throws: the server's ``Problem``, or one that says in words why there is no answer.
  public func call<Input, Output>(
    _ endpoint: Endpoint<Input, Output>, path: [String: String] = [:], query: [String: String] = [:], _ body: Input
  ) async throws(Problem) -> Output {
    var request = self.request(endpoint.method.rawValue, endpoint.path(path), query: query)
    if Input.self != Empty.self {
      do { request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body))) } catch {
        throw Problem(.badParameter, "the input can't be sent", cause: "\(error)")
      }
      request.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
    }
    let answer = try await execute(request, label: "\(endpoint.method.rawValue) \(endpoint.path)", within: .seconds(120))
    if Output.self == Empty.self, let empty = Empty() as? Output { return empty }
    do { return try JSONDecoder().decode(Output.self, from: answer) } catch {
      throw Problem(
        .unavailable, "the answer of `\(origin)` to \(endpoint.method.rawValue) \(endpoint.path) is not understood",
        hint: "is it a Threshold server? `tsh version` compares the versions", cause: "\(error)")
    }
  }

  /// Calls an endpoint that takes no body.
  /// - Throws: the server's ``Problem``, or one that says in words why there is no answer.
  public func call<Output>(
    _ endpoint: Endpoint<Empty, Output>, path: [String: String] = [:], query: [String: String] = [:]
  ) async throws(Problem) -> Output {
    try await call(endpoint, path: path, query: query, Empty())
  }

  /// Gets something that answers text instead of JSON, such as ``Streams/exportAuthority``.
  /// - Throws: the server's ``Problem``, or one that says in words why there is no answer.
  public func text(_ path: String, query: [String: String] = [:]) async throws(Problem) -> String {
    let answer = try await execute(request("GET", path, query: query), label: "GET \(path)", within: .seconds(60))
    return String(decoding: answer, as: UTF8.self)
  }

  /// Closes the client's connections. Nothing can be called afterwards.
  public func shutdown() async {
    try? await http.shutdown()
  }

  func request(_ method: String, _ path: String, query: [String: String]) -> HTTPClientRequest {
    let pairs = query.sorted { $0.key < $1.key }.map { "\(PathText.encode($0.key))=\(PathText.encode($0.value))" }
    var request = HTTPClientRequest(url: base + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")))
    request.method = HTTPMethod(rawValue: method)
    request.headers.add(name: "Accept", value: "application/json")
    request.headers.add(name: "User-Agent", value: "threshold/\(ProductVersion.current)")
    if options.tellsVersion { request.headers.add(name: ProductVersion.header, value: ProductVersion.current) }
    return request
  }

  private func execute(_ request: HTTPClientRequest, label: String, within limit: TimeAmount) async throws(Problem) -> Data {
    let started = ContinuousClock.now
    let status: Int
    let bytes: [UInt8]
    let version: String?
    do {
      let response = try await http.execute(request, timeout: limit)
      status = Int(response.status.code)
      version = response.headers.first(name: ProductVersion.header)
      let body = try await response.body.collect(upTo: Self.largestAnswer)
      bytes = Array(body.readableBytesView)
    } catch {
      options.trace?("\(label) failed: \(String(describing: error).escapedForDisplay)")
      throw await TransportFailure(error, at: origin).problem()
    }
    let spent = started.duration(to: .now) / .milliseconds(1)
    options.trace?("\(label) \(status) \(Int(spent)) ms")
    if let version, options.tellsVersion, !ProductVersion.isSupported(client: ProductVersion.current, byServer: version) {
      throw Problem(
        .badParameter, "`\(origin)` is version \(version.escapedForDisplay), which does not serve this client (\(ProductVersion.current))",
        hint: "install a matching client (`tsh` can try anyway with --skip-version-check)")
    }
    guard (200..<300).contains(status) else { throw Self.problem(status: status, body: bytes, from: origin) }
    return Data(bytes)
  }

  /// The server's own words where it has some; otherwise words about the status.
  static func problem(status: Int, body: [UInt8], from origin: Origin) -> Problem {
    if let told = try? JSONDecoder().decode(ErrorBody.self, from: Data(body)) {
      let problem = told.problem
      guard problem.kind == .unauthenticated, problem.hint == nil else { return problem }
      return Problem(
        .unauthenticated, problem.message, hint: "sign in again: `tsh login`", path: problem.path, retryAfter: problem.retryAfter)
    }
    return Problem(
      status == 404 ? .notFound : .unavailable, "`\(origin)` answered with HTTP status \(status) and without a reason",
      hint: "is it a Threshold server? check --proxy")
  }
}

/// Whom a client talks to, for its messages.
enum Origin: Hashable, Sendable, CustomStringConvertible {
  case server(ServerAddress, signedIn: Bool)
  case socket(String)

  var description: String {
    switch self {
    case .server(let address, _): address.description
    case .socket(let path): path.escapedForDisplay
    }
  }
}
