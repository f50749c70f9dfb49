import Foundation
public import ThresholdModel

/// One endpoint without its types: what listings of the API, such as the API document, read.
public struct EndpointSummary: Sendable {
  public let method: Method
  /// The path, with parameters as `:name`.
  public let path: String
  public let summary: String
  public let access: Access
  public let query: [String]
  /// What a call sends; nil for calls without a body.
  public let input: BodyShape?
  /// What a call answers; nil for answers without content.
  public let output: BodyShape?
}

/// A body as a listing sees it: an example, and a way to try out what else would be read.
public struct BodyShape: Sendable {
  /// The name of the body's type, for example `CreateRequestBody`.
  public let name: String
  /// The body's example as JSON says it.
  public let example: Value
  private let read: @Sendable (Data) throws -> Data

  /// Describes a body by its type.
  /// - Throws: only when the example cannot be encoded, which is a bug.
  public init<Content: Body>(of type: Content.Type) throws {
    name = String(describing: type)
    example = try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(Content.example))
    read = { try JSONEncoder().encode(JSONDecoder().decode(Content.self, from: $0)) }
  }

  /// The body as it comes back when it is read and written again; nil when it cannot be read. This
  /// tells required fields from optional ones, and maps with free keys from objects.
  public func reread(_ value: Value) -> Value? {
    guard let sent = try? JSONEncoder().encode(value), let kept = try? read(sent) else { return nil }
    return try? JSONDecoder().decode(Value.self, from: kept)
  }
}

extension Endpoint {
  /// The endpoint for listings.
  public var summarized: EndpointSummary {
    EndpointSummary(
      method: method, path: path, summary: summary, access: access, query: query,
      input: Input.self == Empty.self ? nil : try? BodyShape(of: Input.self),
      output: Output.self == Empty.self ? nil : try? BodyShape(of: Output.self))
  }
}

extension Endpoints {
  /// Every endpoint, in the order of ``Endpoints``. A server mounts exactly these.
  public static let all: [EndpointSummary] = [
    find.summarized, ping.summarized, signIn.summarized, signIns.summarized, endSignIn.summarized, status.summarized,
    assume.summarized, drop.summarized,
    cluster.summarized, addUser.summarized, setPassword.summarized, documents.summarized, document.summarized,
    writeDocument.summarized, writeDocuments.summarized, deleteDocument.summarized, createList.summarized, planList.summarized,
    lists.summarized,
    listSummaries.summarized,
    updateList.summarized, deleteList.summarized, members.summarized, putMember.summarized, deleteMember.summarized,
    reviewList.summarized, listReviews.summarized, deleteListReview.summarized,
    createToken.summarized, tokens.summarized, deleteToken.summarized, beginJoin.summarized, finishJoin.summarized,
    resources.summarized, inventory.summarized, createRequest.summarized, capabilities.summarized,
    requests.summarized, request.summarized, deleteRequest.summarized,
    review.summarized, promote.summarized, override.summarized,
    connect.summarized, connections.summarized,
    explain.summarized, plan.summarized,
    revokeRequest.summarized, endRequest.summarized,
    notices.summarized, announce.summarized, deleteNotice.summarized,
    events.summarized, auditHead.summarized, verifyAudit.summarized,
  ]
}
