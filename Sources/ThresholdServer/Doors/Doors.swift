import Foundation
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization
import ThresholdAPI
public import ThresholdModel
public import ThresholdService

/// Everything at which a server can be reached: the TLS port, the Unix socket in the data directory,
/// and the metrics on loopback. A thin layer: whatever is asked here, ``Stories`` answers.
public struct Doors: Service, CustomStringConvertible {
  private let configuration: ServerConfiguration
  private let stories: Stories
  private let responder: RouterResponder<CallContext>
  private let contexts: TLSContexts
  private let connections: OpenConnections
  private let rawHandlers: [String: RawHandler]
  private let metrics: Metrics
  private let whenReady: @Sendable () -> Void
  private let logger: Logger

  public var description: String { "doors" }

  /// - Parameters:
  ///   - authenticate: checks a client certificate (DER) and the sign-in that it names, as of now.
  ///   - certificate: what the TLS port shows.
  ///   - rawHandlers: what is served beside HTTP, by ALPN name.
  ///   - whenReady: called once, when the TLS port and the Unix socket listen.
  public init(
    configuration: ServerConfiguration, stories: Stories,
    authenticate: @escaping @Sendable (_ certificate: [UInt8], _ address: String) throws(Problem) -> Person,
    certificate: ListenerCertificate, rawHandlers: [String: RawHandler], metrics: Metrics, logger: Logger,
    whenReady: @escaping @Sendable () -> Void = {}
  ) {
    self.configuration = configuration
    self.stories = stories
    self.rawHandlers = rawHandlers
    self.metrics = metrics
    self.whenReady = whenReady
    self.logger = logger
    responder = Routes.router(for: stories, configuration: configuration, gate: Gate(authenticate: authenticate), metrics: metrics)
      .buildResponder()
    connections = OpenConnections(
      total: configuration.limits.connections, perAddress: configuration.limits.connectionsPerAddress)
    contexts = TLSContexts(protocols: ["h2", "http/1.1"] + rawHandlers.keys.sorted()) { () throws(Problem) in
      let shown = try certificate.current()
      return PortTrust(
        chain: shown.chain.joined(separator: "\n"), privateKey: shown.privateKey,
        userAuthorities: stories.userAuthoritiesPEM.joined(separator: "\n"))
    }
  }

  /// Serves until asked to stop gracefully. Then: nothing new is accepted, requests under way are
  /// answered, streams and tunnels end with words, and the stop goes on record.
  /// - Throws: ``Problem`` of kind `unavailable` when a listener cannot be opened.
  public func run() async throws {
    try AdminSocket.clear(configuration.adminSocket)
    // Fails here, in words, and not at the first connection.
    _ = try contexts.next()
    let listening = Countdown(2, whenReady)
    // Stopping goes from the last to the first: by the time the stop goes on record, the Unix socket,
    // which could still change something, is closed.
    var doors = [Door(name: "TLS port") { try await servePort(listening) }]
    doors.append(Door(name: "local socket") { try await serve(local(listening), at: configuration.adminSocket) })
    if let address = configuration.metricsListen {
      doors.insert(Door(name: "metrics") { try await serve(measurements(at: address), at: "\(address)") }, at: 0)
    }
    // One that cannot be opened stops the others in order, as a signal would.
    let services = doors.map {
      ServiceGroupConfiguration.ServiceConfiguration(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
    }
    try await ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger)).run()
  }

  private struct Door: Service, CustomStringConvertible {
    let name: String
    let serve: @Sendable () async throws -> Void

    var description: String { name }
    func run() async throws { try await serve() }
  }

  /// The port is closed only when its tunnels are, so they are cut while it closes.
  private func servePort(_ listening: Countdown) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try? await gracefulShutdown()
        let deadline = NIODeadline.now() + TimeAmount(Self.times(configuration).drain)
        MultiThreadedEventLoopGroup.singleton.next().scheduleTask(deadline: deadline) { [connections] in connections.closeAll() }
        await answeredMost()
        await stories.drain()
      }
      try await serve(port(listening), at: "\(configuration.listen)")
      try await group.waitForAll()
    }
  }

  private func serve(_ service: some Service, at place: String) async throws {
    do {
      try await service.run()
    } catch let error as IOError {
      throw Problem(
        .unavailable, "cannot listen at `\(place)`: \(String(cString: strerror(error.errnoCode)).lowercased())",
        hint: error.errnoCode == EADDRINUSE ? "another server may be running there; stop it or choose another address" : nil)
    }
  }

  /// Gives requests that are being answered a moment, so that what they commit stands before the stop on
  /// the record. Slower ones may go on until the port is closed; tunnels must not wait for them.
  private func answeredMost() async {
    let end = ContinuousClock.now + .seconds(2)
    while metrics.inFlight > 0, ContinuousClock.now < end {
      do { try await Task.sleep(for: .milliseconds(20), clock: .continuous) } catch { return }
    }
  }

  private static func times(_ configuration: ServerConfiguration) -> PortTimes {
    PortTimes(
      handshake: .milliseconds(configuration.limits.handshakeTime.milliseconds),
      idle: .milliseconds(configuration.limits.idleTime.milliseconds))
  }

  private func port(_ listening: Countdown) -> some Service {
    metrics.addGauge("threshold_connections_open", about: "Connections to the TLS port, tunnels included.") { [connections] in
      connections.count
    }
    let (contexts, connections, rawHandlers, times) = (contexts, connections, rawHandlers, Self.times(configuration))
    return Application(
      responder: responder,
      server: HTTPServerBuilder { responder in
        PortChannel(contexts: contexts, connections: connections, times: times, rawHandlers: rawHandlers, responder: responder)
      },
      configuration: ApplicationConfiguration(address: .hostname(configuration.listen.host, port: configuration.listen.port)),
      onServerRunning: { [logger, configuration] _ in
        logger.notice("ready", metadata: ["port.listen": "\(configuration.listen)", "port.public": "\(configuration.reachedAt)"])
        listening.step()
      },
      logger: logger)
  }

  private func local(_ listening: Countdown) -> some Service {
    let times = Self.times(configuration)
    let path = configuration.adminSocket
    return Application(
      responder: responder, server: HTTPServerBuilder { LocalChannel(times: times, responder: $0) },
      configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
      onServerRunning: { [logger] channel in
        do throws(Problem) {
          try AdminSocket.protect(path)
          listening.step()
        } catch {
          logger.error("closing the local socket", metadata: ["error": "\(error)"])
          channel.close(promise: nil)
        }
      },
      logger: logger)
  }

  private func measurements(at address: HostAndPort) -> some Service {
    let router = Router()
    router.get("/metrics") { [metrics] _, _ in Answer.text(metrics.text, type: "text/plain; version=0.0.4; charset=utf-8") }
    return Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)), logger: logger)
  }
}

/// Calls its closure at the last of a number of steps.
private final class Countdown: Sendable {
  private let left: Mutex<Int>
  private let action: @Sendable () -> Void

  init(_ steps: Int, _ action: @escaping @Sendable () -> Void) {
    left = Mutex(steps)
    self.action = action
  }

  func step() {
    let isLast = left.withLock { left in
      left -= 1
      return left == 0
    }
    if isLast { action() }
  }
}
