import Foundation
public import ThresholdModel
public import ThresholdService

/// One webhook as the configuration file describes it; its secrets stand in files of their own.
public struct WebhookSetting: Sendable, Hashable {
  public var name: String
  /// The address itself; nil when it stands in ``urlFile``.
  public var url: WebhookURL?
  /// A file with the address, for addresses that are secrets.
  public var urlFile: String?
  /// A file with the key that bodies are signed with.
  public var secretFile: String?
  public var format: WebhookTarget.Format
  /// Nil for all.
  public var kinds: Set<NoticeKind>?

  private static let keys = ["name", "url", "url_file", "secret_file", "format", "kinds"]
  /// Enough for an address and for a key.
  private static let largestFile = 4096

  /// Reads one item of `notifications.webhooks`.
  /// - Throws: ``Problem`` of kind `badParameter` that names what is wrong and never shows the address.
  init(_ entry: [String: Setting.Content]) throws(Problem) {
    for key in entry.keys.sorted() where !Self.keys.contains(key) {
      throw Problem(
        .badParameter, "`\(key.escapedForDisplay)` is not a key of a webhook", hint: "one of \(Self.keys.joined(separator: ", "))")
    }
    func text(_ key: String) throws(Problem) -> String? {
      switch entry[key] {
      case nil: return nil
      case .scalar(let text): return text.isEmpty ? nil : text
      case .list, .maps: throw Problem(.badParameter, "`\(key)` of a webhook takes one value")
      }
    }
    guard let name = try text("name") else { throw Problem(.badParameter, "a webhook needs a name", hint: "name: ops") }
    try NameRule.resource.check(name)
    self.name = name
    urlFile = try text("url_file")
    secretFile = try text("secret_file")
    if let address = try text("url") { url = try WebhookURL(address) }
    guard (url == nil) != (urlFile == nil) else {
      throw Problem(.badParameter, "the webhook `\(name)` needs `url` or `url_file`, and not both", hint: "url: https://…")
    }
    guard let format = WebhookTarget.Format(rawValue: try text("format") ?? "json") else {
      throw Problem(.badParameter, "the format of the webhook `\(name)` is neither json nor slack", hint: "format: json")
    }
    self.format = format
    guard secretFile != nil || format == .slack else {
      throw Problem(
        .badParameter, "the webhook `\(name)` has no secret to sign with", hint: "openssl rand -hex 32 > FILE, then secret_file: FILE")
    }
    kinds = try Self.kinds(entry["kinds"], of: name)
  }

  private static func kinds(_ content: Setting.Content?, of name: String) throws(Problem) -> Set<NoticeKind>? {
    let texts: [String]
    switch content {
    case nil: return nil
    case .scalar(let text): texts = text.isEmpty ? [] : [text]
    case .list(let list): texts = list
    case .maps: throw Problem(.badParameter, "`kinds` of the webhook `\(name)` takes a list of values")
    }
    guard !texts.isEmpty else { return nil }
    var kinds: Set<NoticeKind> = []
    for text in texts {
      guard let kind = NoticeKind(rawValue: text) else {
        throw Problem(
          .badParameter, "`\(text.escapedForDisplay)` is not a kind of notification",
          hint: "one of \(NoticeKind.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      kinds.insert(kind)
    }
    return kinds
  }

  /// The webhook with its secrets, read from their files.
  /// - Throws: ``Problem`` of kind `badParameter` for a file that cannot be read, that others may read, or that holds no
  ///   address or too short a key.
  public func target() throws(Problem) -> WebhookTarget {
    let address = if let url { url } else { try WebhookURL(try Self.secret(in: urlFile ?? "", of: name)) }
    let secret: WebhookSecret? =
      if let secretFile { try WebhookSecret(Array(try Self.secret(in: secretFile, of: name).utf8)) } else { nil }
    return try WebhookTarget(name: name, url: address, secret: secret, format: format, kinds: kinds)
  }

  /// The text of a file without what follows its last printed character.
  private static func secret(in file: String, of name: String) throws(Problem) -> String {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue, let size = (attributes?[.size] as? NSNumber)?.intValue,
      size <= largestFile, let data = FileManager.default.contents(atPath: file), let text = String(data: data, encoding: .utf8)
    else {
      throw Problem(
        .badParameter, "`\(file.escapedForDisplay)` of the webhook `\(name)` cannot be read as a text of at most \(largestFile) bytes")
    }
    guard mode & 0o007 == 0 else {
      throw Problem(
        .badParameter, "everybody on this machine may read `\(file.escapedForDisplay)` of the webhook `\(name)`",
        hint: "chmod 600 \(file.escapedForDisplay)")
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
