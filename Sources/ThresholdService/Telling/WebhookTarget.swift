import Foundation
public import ThresholdModel

/// Where notices are posted. Source: reference, lists-and-requests §9, "outside the product".
public struct WebhookTarget: Sendable, Hashable {
  /// What a body looks like.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    /// ``WebhookBody`` as it is.
    case json
    /// What Slack's incoming webhooks take, and those of chat programs that are like it: one text.
    case slack
  }

  /// As monitoring rules name it in `spec.notification.name`; how far it has come is kept under it.
  public let name: String
  public let url: WebhookURL
  /// What bodies are signed with; nil for receivers that take the address itself for the secret.
  public let secret: WebhookSecret?
  public let format: Format
  /// Which kinds are posted; nil for all.
  public let kinds: Set<NoticeKind>?

  /// - Throws: ``Problem`` of kind `badParameter`: a name that is none, a JSON webhook without a secret.
  public init(
    name: String, url: WebhookURL, secret: WebhookSecret?, format: Format = .json, kinds: Set<NoticeKind>? = nil
  ) throws(Problem) {
    try NameRule.resource.check(name, at: "name")
    guard secret != nil || format == .slack else {
      throw Problem(
        .badParameter, "the webhook `\(name)` has no secret to sign with", hint: "set secret_file to a file with at least 16 bytes",
        path: "secret_file")
    }
    self.name = name
    self.url = url
    self.secret = secret
    self.format = format
    self.kinds = kinds
  }

  /// Whether a kind is posted here.
  public func wants(_ kind: NoticeKind) -> Bool { kinds?.contains(kind) ?? true }

  /// The name under which it remembers how far it has come.
  var reader: String { "webhook/\(name)" }
}

/// The address of a webhook: `https`, or `http` on this machine. It may be a secret by itself, so it prints as its host only.
public struct WebhookURL: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The whole address; hand it on, never print it.
  public let exposed: String
  /// An IP address without brackets, or a host name.
  public let host: String
  public let port: Int
  public let isTLS: Bool

  private static let longest = 2048

  /// - Throws: ``Problem`` of kind `badParameter` that does not show the address.
  public init(_ text: String) throws(Problem) {
    guard text.utf8.count <= Self.longest, !text.unicodeScalars.contains(where: \.isUnsafeToDisplay),
      let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(), let host = parts.host, !host.isEmpty,
      ["http", "https"].contains(scheme), parts.user == nil, parts.password == nil, parts.fragment == nil
    else {
      throw Problem(
        .badParameter, "the address of a webhook is not a URL", hint: "write https://HOST/PATH, without a user, a password or a fragment",
        path: "url")
    }
    let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    let port = parts.port ?? (scheme == "https" ? 443 : 80)
    guard (1...65535).contains(port) else {
      throw Problem(.badParameter, "the address of a webhook has no port that can be dialled", path: "url")
    }
    guard scheme == "https" || Self.isLoopback(bare) else {
      throw Problem(
        .badParameter, "a webhook is posted over HTTPS, or over HTTP to this machine only", hint: "write https://…", path: "url")
    }
    exposed = text
    self.host = bare
    self.port = port
    isTLS = scheme == "https"
  }

  /// Whether the address itself names this machine.
  public var isLoopback: Bool { Self.isLoopback(host) }

  private static func isLoopback(_ host: String) -> Bool {
    if ["localhost", "::1"].contains(host.lowercased()) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0).map { String($0) } == String($0) }
  }

  public var description: String { "\(isTLS ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)/…" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The key with which bodies are signed: printed as `<secret>`.
public struct WebhookSecret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// At least 16 bytes.
  let bytes: [UInt8]

  /// - Throws: ``Problem`` of kind `badParameter` for fewer than 16 bytes, or more than 1,024.
  public init(_ bytes: [UInt8]) throws(Problem) {
    guard (16...1024).contains(bytes.count) else {
      throw Problem(.badParameter, "the secret of a webhook has 16 to 1024 bytes", hint: "openssl rand -hex 32 > FILE", path: "secret_file")
    }
    self.bytes = bytes
  }

  public var description: String { "<secret>" }
  public var debugDescription: String { "<secret>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
