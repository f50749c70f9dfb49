import Logging
import NIOCore
import ThresholdModel

/// One key of the configuration file. The reader, the commented default file and the reference page
/// all read the one table ``all``.
struct Setting: Sendable {
  /// What stands under a key: scalars, lists of scalars and lists of maps of these, as text.
  enum Content: Sendable, Hashable {
    case scalar(String)
    case list([String])
    case maps([[String: Content]])
  }

  /// The dotted path, for example `gateway.addresses`.
  let path: String
  /// The default, as YAML writes it.
  let standard: String
  /// What the key does; one line of comment each.
  let about: [String]
  /// Checks the content and sets it.
  let apply: @Sendable (inout ServerConfiguration, Content) throws(Problem) -> Void

  static let all: [Setting] = [
    text("cluster_name", "\"\"", "The cluster's name, fixed at its first start.", "Empty: the host of public_addr.") {
      (configuration, text) throws(Problem) in
      if !text.isEmpty { try NameRule.hostname.check(text) }
      configuration.clusterName = text.isEmpty ? nil : text
    },
    text("data_dir", "/var/lib/threshold", "Where everything is kept. Made with mode 0700 when it is missing.") {
      (configuration, text) throws(Problem) in
      configuration.dataDirectory = try folder(text)
    },
    text("listen_addr", "0.0.0.0:3080", "The one TLS port: API, tunnels.") { (configuration, text) throws(Problem) in
      configuration.listen = try listener(text)
    },
    text(
      "public_addr", "\"\"", "Host and port at which people and servers reach this server; the certificate is for this host.",
      "Empty: this machine's host name with the port of listen_addr."
    ) { (configuration, text) throws(Problem) in
      configuration.publicAddress = text.isEmpty ? nil : try HostAndPort(text: text, defaultPort: 443)
    },
    text(
      "key_file", "/etc/threshold/key", "The key that encrypts secrets in data_dir. Made with mode 0600 when it is missing.",
      "Keep it outside data_dir, so that a copy of data_dir alone gives no secrets away."
    ) { (configuration, text) throws(Problem) in
      configuration.keyFile = try file(text)
    },
    list(
      "gateway.addresses", "[]", "IP addresses from which joined servers see this server's connections come.",
      "Empty: learnt when a server joins. Needed behind address translation."
    ) { (configuration, texts) throws(Problem) in
      for text in texts { try network(text, allowsPrefix: false) }
      configuration.gatewayAddresses = texts
    },
    text("gateway.allow_loopback_targets", "false", "Whether servers at loopback addresses may join and be dialled. Leave it false.") {
      (configuration, text) throws(Problem) in
      configuration.allowsLoopbackTargets = try flag(text)
    },
    list(
      "gateway.deny_targets", "[]", "IP addresses and networks (192.0.2.0/24) that are never dialled. This server's own",
      "listeners, link-local and metadata addresses never are, whatever stands here."
    ) { (configuration, texts) throws(Problem) in
      for text in texts { try network(text, allowsPrefix: true) }
      configuration.deniedTargets = texts
    },
    maps(
      "notifications.webhooks", "[]", "Where people's notices are posted: a list of maps with `name`, `url` (https) or `url_file`,",
      "`secret_file` (signs bodies), `format` (json or slack) and `kinds` (a list; all when absent)."
    ) { (configuration, entries) throws(Problem) in
      let webhooks = try entries.map { entry throws(Problem) in try WebhookSetting(entry) }
      for (index, webhook) in webhooks.enumerated() where webhooks[..<index].contains(where: { $0.name == webhook.name }) {
        throw Problem(.badParameter, "two webhooks are named `\(webhook.name)`", hint: "how far each has come is kept by its name")
      }
      guard webhooks.count <= 20 else { throw Problem(.badParameter, "there are more than 20 webhooks") }
      configuration.webhooks = webhooks
    },
    text(
      "metrics_listen", "\"\"", "Where metrics are served for Prometheus, without TLS: a loopback address such as 127.0.0.1:3081.",
      "Empty: nowhere."
    ) { (configuration, text) throws(Problem) in
      let address = text.isEmpty ? nil : try listener(text)
      if let address, !address.isLoopback {
        throw Problem(.badParameter, "metrics are served on a loopback address only, not on `\(address)`", hint: "write 127.0.0.1:3081")
      }
      configuration.metricsListen = address
    },
    text("log.level", "info", "debug, info, notice, warning or error. The log goes to standard error.") {
      (configuration, text) throws(Problem) in
      guard let level = Logger.Level(rawValue: text), level >= .debug, level <= .error else {
        throw Problem(.badParameter, "`\(text.escapedForDisplay)` is not a level", hint: "debug, info, notice, warning or error")
      }
      configuration.logLevel = level
    },
    text("log.format", "text", "text, or json with one object a line.") { (configuration, text) throws(Problem) in
      guard let format = ServerConfiguration.LogFormat(rawValue: text) else {
        throw Problem(.badParameter, "`\(text.escapedForDisplay)` is not a format", hint: "text or json")
      }
      configuration.logFormat = format
    },
    text("limits.connections", "4096", "Connections that are open at once, tunnels included.") { (configuration, text) throws(Problem) in
      configuration.limits.connections = try count(text, 1...1_000_000)
    },
    text("limits.connections_per_address", "256", "Of these, from one client address.") { (configuration, text) throws(Problem) in
      configuration.limits.connectionsPerAddress = try count(text, 1...1_000_000)
    },
    text("limits.handshake_time", "10s", "Until a TLS handshake must be done.") { (configuration, text) throws(Problem) in
      configuration.limits.handshakeTime = try span(text, .seconds(1), .minutes(1))
    },
    text("limits.idle_time", "60s", "Until a connection without a request is closed; tunnels are not meant.") {
      (configuration, text) throws(Problem) in
      configuration.limits.idleTime = try span(text, .seconds(1), .hours(1))
    },
  ]

  private typealias Set<Content> = @Sendable (inout ServerConfiguration, Content) throws(Problem) -> Void

  private static func text(_ path: String, _ standard: String, _ about: String..., set: @escaping Set<String>) -> Setting {
    Setting(path, standard, about: about) { (configuration, content) throws(Problem) in
      guard case .scalar(let text) = content else { throw Problem(.badParameter, "`\(path)` takes one value, not a list") }
      try set(&configuration, text)
    }
  }

  private static func list(_ path: String, _ standard: String, _ about: String..., set: @escaping Set<[String]>) -> Setting {
    Setting(path, standard, about: about) { (configuration, content) throws(Problem) in
      switch content {
      case .list(let texts): try set(&configuration, texts)
      case .scalar(let text): try set(&configuration, text.isEmpty ? [] : [text])
      case .maps: throw Problem(.badParameter, "`\(path)` takes a list of values, not of maps")
      }
    }
  }

  private static func maps(
    _ path: String, _ standard: String, _ about: String..., set: @escaping Set<[[String: Content]]>
  ) -> Setting {
    Setting(path, standard, about: about) { (configuration, content) throws(Problem) in
      switch content {
      case .maps(let entries): try set(&configuration, entries)
      case .list(let texts) where texts.isEmpty: try set(&configuration, [])
      case .scalar(let text) where text.isEmpty: try set(&configuration, [])
      case .list, .scalar: throw Problem(.badParameter, "`\(path)` takes a list of maps")
      }
    }
  }

  private init(_ path: String, _ standard: String, about: [String], apply: @escaping Set<Content>) {
    self.path = path
    self.standard = standard
    self.about = about
    self.apply = apply
  }

  private static func listener(_ text: String) throws(Problem) -> HostAndPort {
    let address = try HostAndPort(text: text)
    guard address.isIP else {
      throw Problem(.badParameter, "`\(text.escapedForDisplay)` is not an IP address with a port", hint: "write 127.0.0.1:\(address.port)")
    }
    return address
  }

  private static func folder(_ text: String) throws(Problem) -> String {
    let path = try file(text)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  private static func file(_ text: String) throws(Problem) -> String {
    guard !text.isEmpty, !text.unicodeScalars.contains(where: \.isUnsafeToDisplay) else {
      throw Problem(.badParameter, "`\(text.escapedForDisplay)` is not a path")
    }
    return text
  }

  private static func flag(_ text: String) throws(Problem) -> Bool {
    guard let flag = Bool(text) else { throw Problem(.badParameter, "`\(text.escapedForDisplay)` is neither true nor false") }
    return flag
  }

  private static func count(_ text: String, _ range: ClosedRange<Int>) throws(Problem) -> Int {
    guard let count = Int(text), range.contains(count) else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return count
  }

  private static func span(_ text: String, _ shortest: Span, _ longest: Span) throws(Problem) -> Span {
    let span = try Span(text: text)
    guard shortest <= span, span <= longest else {
      throw Problem(.badParameter, "`\(text.escapedForDisplay)` is not between \(shortest) and \(longest)")
    }
    return span
  }

  private static func network(_ text: String, allowsPrefix: Bool) throws(Problem) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let address = try? SocketAddress(ipAddress: parts[0], port: 0)
    let width = address?.protocol == .inet6 ? 128 : 32
    let isPrefixRight = parts.count == 1 || (allowsPrefix && parts.count == 2 && Int(parts[1]).map { (0...width).contains($0) } == true)
    guard address != nil, isPrefixRight else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not an IP address\(allowsPrefix ? " or network" : "")",
        hint: allowsPrefix ? "write 192.0.2.7 or 192.0.2.0/24" : "write 192.0.2.7")
    }
  }
}
