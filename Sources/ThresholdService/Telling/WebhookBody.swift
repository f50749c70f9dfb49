import Crypto
import Foundation
import ThresholdModel

/// What is posted about a notice. Field names are part of the contract with receivers: docs/reference/webhooks.md.
struct WebhookBody: Encodable, Hashable {
  let id: String
  let kind: String
  let cluster: String
  let created: String
  let title: String
  /// Only with announcements.
  let content: String?
  /// Who is told.
  let people: [String]
  /// Whom monitoring rules name for this webhook.
  let recipients: [String]?
  /// Only about reviews.
  let due: String?
  let accessList: String?
  let accessRequest: RequestFacts?

  /// A request as receivers need it.
  struct RequestFacts: Encodable, Hashable {
    let id: String
    let user: String
    let state: String
    let roles: [String]
    let resources: [String]
    let reason: String
    let resolveReason: String
    let expires: String

    private enum CodingKeys: String, CodingKey {
      case id, user, state, roles, resources, reason, expires
      case resolveReason = "resolve_reason"
    }
  }

  init(_ notice: Notice, request: AccessRequest?, recipients: [String], cluster: String) {
    id = notice.id.text
    kind = notice.kind.rawValue
    self.cluster = cluster
    created = notice.created.rfc3339
    title = notice.title
    content = notice.content.isEmpty ? nil : notice.content
    people = notice.people.map(\.text)
    self.recipients = recipients.isEmpty ? nil : recipients
    due = notice.due?.rfc3339
    accessList = notice.kind.isAboutReview ? notice.subject : nil
    accessRequest = request.map { request in
      RequestFacts(
        id: request.id.text, user: request.spec.user.text, state: request.spec.state.text, roles: request.spec.roles.map(\.text),
        resources: request.spec.resources.map(\.description), reason: request.spec.reason, resolveReason: request.spec.resolveReason,
        expires: request.spec.accessExpires.rfc3339)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case id, kind, cluster, created, title, content, people, recipients, due
    case accessList = "access_list"
    case accessRequest = "access_request"
  }

  /// One text with whom it is for, in Slack's own escaping.
  var slackText: String {
    var text = title + (content.map { ": \($0)" } ?? "")
    let told = (recipients ?? []) + (kind == NoticeKind.requestPending.rawValue || kind.hasPrefix("access-list-") ? people : [])
    if !told.isEmpty { text += " (for \(told.prefix(10).joined(separator: ", "))\(told.count > 10 ? " and \(told.count - 10) more" : ""))" }
    if kind == NoticeKind.requestPending.rawValue, let accessRequest { text += "\ntsh request review \(accessRequest.id)" }
    return Self.slackEscaped("[\(cluster)] \(text)")
  }

  /// `&`, `<` and `>` would begin links, mentions and special words otherwise. Source: Slack, "Formatting text for app surfaces".
  static func slackEscaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      default: String(character)
      }
    }.joined()
  }

  /// The post for a target at a moment.
  /// - Throws: only when the body cannot be encoded, which is a bug.
  func post(to target: WebhookTarget, at now: Moment) throws -> WebhookPost {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes =
      switch target.format {
      case .json: Array(try encoder.encode(self))
      case .slack: Array(try encoder.encode(["text": slackText]))
      }
    var headers = [
      WebhookPost.Header(name: "Content-Type", value: "application/json"), WebhookPost.Header(name: "Threshold-Notification", value: id),
    ]
    if let secret = target.secret {
      headers.append(WebhookPost.Header(name: WebhookSignature.header, value: WebhookSignature.value(of: bytes, at: now, with: secret)))
    }
    return WebhookPost(url: target.url, headers: headers, body: bytes)
  }
}

/// How a receiver knows that a post is this cluster's and fresh: `t=1800000000,v1=HEX`, where HEX is the HMAC-SHA256
/// (RFC 2104) of `1800000000.BODY` under the shared secret, in lower case. A receiver should refuse old times.
enum WebhookSignature {
  static let header = "Threshold-Signature"

  static func value(of body: [UInt8], at now: Moment, with secret: WebhookSecret) -> String {
    var signer = HMAC<SHA256>(key: SymmetricKey(data: secret.bytes))
    signer.update(data: Data("\(now.seconds).".utf8))
    signer.update(data: body)
    let digits = signer.finalize().map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    return "t=\(now.seconds),v1=\(digits)"
  }
}
