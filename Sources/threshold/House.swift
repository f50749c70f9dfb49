import Foundation
import Logging
import ServiceLifecycle
import ThresholdAPI
import ThresholdCertificates
import ThresholdGateway
import ThresholdModel
import ThresholdServer
import ThresholdService
import ThresholdStore
import UnixSignals

/// Puts a server together, and runs it until it is told to stop.
struct House {
  /// How long stopping may take before what is left is cancelled: requests get 10 s of it.
  private static let longestStop = Duration.seconds(12)

  let configuration: ServerConfiguration
  let acceptsLoss: Bool

  /// Runs the server; returns when it has stopped as it was asked to.
  /// - Throws: ``Problem`` with what to do, when it cannot start.
  func run() async throws {
    let (level, format) = (configuration.logLevel, configuration.logFormat)
    LoggingSystem.bootstrap { StandardErrorLog(label: $0, level: level, format: format) }
    let logger = Logger(label: "threshold")
    let store = try opened()
    let secrets = try unsealing(store)
    let isKeyInside = secrets.isInside(directory: configuration.dataDirectory)
    let policy = try dialPolicy(allowsLoopback: configuration.allowsLoopbackTargets)
    let webhooks = try configuration.webhooks.map { try $0.target() }
    let stories = try await Stories.open(
      ServiceConfiguration(
        clusterName: configuration.clusterName, publicAddress: "\(configuration.reachedAt)", isDevelopment: configuration.isDevelopment,
        keyFileInsideData: isKeyInside, allowsLoopbackTargets: configuration.allowsLoopbackTargets, webhooks: webhooks),
      store: store, secrets: secrets, clock: SystemClock(),
      probe: HostKeyScan(policy: policy, gatewayAddresses: configuration.gatewayAddresses, logger: Logger(label: "threshold.gateway")),
      webhooks: WebhookPoster(
        policy: try dialPolicy(allowsLoopback: false), loopbackPolicy: try dialPolicy(allowsLoopback: true), version: ProductVersion.current
      ),
      logger: Logger(label: "threshold.service"))
    for warning in stories.warnings { logger.warning("\(warning)") }
    try publish(stories)
    let tunnels = SSHTunnels(stories: stories, policy: policy, logger: Logger(label: "threshold.gateway"))
    let group = ServiceGroup(configuration: groupConfiguration([Upkeep(stories: stories), doors(to: stories, tunnels), StopGuard()]))
    do {
      try await group.run()
    } catch {
      try? store.close()
      throw error
    }
    try store.close()
    logger.notice("stopped")
  }

  private func opened() throws(Problem) -> SQLiteStore {
    do { return try SQLiteStore(directory: configuration.dataDirectory, acceptLoss: acceptsLoss) } catch { throw told(error) }
  }

  /// A key is made for a new store only: no other key opens what an old one holds.
  private func unsealing(_ store: SQLiteStore) throws(Problem) -> SecretBox {
    do {
      return try SecretBox.open(keyFile: configuration.keyPath, createIfMissing: store.auditHead().index == 0)
    } catch {
      throw told(error)
    }
  }

  /// Whoever starts the server is its operator, and gets the store's own words instead of those for callers.
  private func told(_ error: StoreError) -> Problem { Problem(error.problem.kind, error.message, hint: error.hint, cause: error.cause) }

  private func dialPolicy(allowsLoopback: Bool) throws(Problem) -> DialPolicy {
    var listeners: [DialPolicy.Listener] = []
    for address in [configuration.listen, configuration.metricsListen].compactMap({ $0 }) {
      // Listeners are IP addresses by the configuration's rules; one that is not must not go unnoticed.
      guard let ip = IPAddress(address.host) else { throw Problem(.badParameter, "`\(address)` is not an IP address with a port") }
      listeners.append(DialPolicy.Listener(address: ip, port: address.port))
    }
    var denied: [AddressRange] = []
    for text in configuration.deniedTargets { denied.append(try AddressRange(text: text)) }
    return DialPolicy(ownListeners: listeners, deniedNetworks: denied, allowsLoopback: allowsLoopback)
  }

  private func doors(to stories: Stories, _ tunnels: SSHTunnels) -> Doors {
    let clock = SystemClock()
    let names = configuration.certificateNames
    let metrics = Metrics()
    metrics.addGauge("threshold_tunnels_open", about: "Connections through the gateway that are open.") {
      stories.openConnections(by: .local(osUser: "metrics")).count
    }
    metrics.addGauge("threshold_feed_sequence", about: "Changes committed since the cluster was made.") {
      Int((try? stories.clusterStatus(by: .local(osUser: "metrics")).sequence) ?? 0)
    }
    return Doors(
      configuration: configuration, stories: stories,
      authenticate: { (certificate, address) throws(Problem) in
        try stories.authenticate(PeerCertificate(derBytes: certificate).identity(at: clock.now()), address: address)
      },
      certificate: ListenerCertificate(now: clock.now) { () throws(Problem) in
        let issued = try stories.issueListenerCertificate(names: names, validFor: ListenerCertificate.life)
        return ListenerCertificate.Issued(chain: issued.chainPEM, privateKey: issued.privateKeyPEM, notAfter: issued.notAfter)
      },
      rawHandlers: [
        Tunnels.sshProtocol: { connection in
          await tunnels.handle(
            channel: connection.channel, peerCertificateDER: connection.certificate, remoteAddress: connection.address)
        }
      ], metrics: metrics, logger: Logger(label: "threshold.server"),
      whenReady: { [configuration] in
        if configuration.isDevelopment { DevelopmentNotice(configuration: configuration, pins: stories.caPins).show() }
      })
  }

  private func groupConfiguration(_ services: [any Service]) -> ServiceGroupConfiguration {
    // One that fails stops the others in order, as a signal would.
    var group = ServiceGroupConfiguration(
      services: services.map { .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup) },
      gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "threshold"))
    group.maximumGracefulShutdownDuration = Self.longestStop
    return group
  }

  /// Leaves what a client needs to trust the server beside the data: `ca.pem` for `curl --cacert`, `ca_pin` for `--ca-pin`.
  private func publish(_ stories: Stories) throws(Problem) {
    let files = ["ca.pem": stories.hostAuthoritiesPEM + "\n", "ca_pin": stories.caPins.map { $0 + "\n" }.joined()]
    for (name, text) in files {
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(configuration.dataDirectory)/\(name)"), options: .atomic)
      } catch {
        throw Problem(.unavailable, "`\(name)` cannot be written into the data directory", cause: "\(error)")
      }
    }
  }
}

/// What the stories do without being asked, for as long as the server runs.
private struct Upkeep: Service, CustomStringConvertible {
  let stories: Stories

  var description: String { "upkeep" }

  func run() async throws {
    await cancelWhenGracefulShutdown { await stories.run() }
  }
}

/// Ends the process when stopping takes too long: the record is complete by then, and what is left is
/// a peer that does not let go.
private struct StopGuard: Service, CustomStringConvertible {
  private static let patience = Duration.seconds(15)

  var description: String { "stop guard" }

  func run() async throws {
    try? await gracefulShutdown()
    // Not a child: it must outlast every service, and nothing waits for it.
    Task.detached {
      try? await Task.sleep(for: Self.patience, clock: .continuous)
      Logger(label: "threshold").warning("stopping took too long; leaving now")
      exit(0)
    }
  }
}
