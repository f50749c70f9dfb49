public import ThresholdModel

/// One post to a webhook, ready to be sent.
public struct WebhookPost: Sendable, Hashable {
  public let url: WebhookURL
  /// Names and values, `Content-Type` and the signature included.
  public let headers: [Header]
  public let body: [UInt8]

  public struct Header: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(url: WebhookURL, headers: [Header], body: [UInt8]) {
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What came of a post.
public enum WebhookAnswer: Sendable, Hashable {
  /// Any status of the 200s.
  case delivered
  /// Any other status; redirects are never followed.
  /// - retryAfter: how long the receiver wants to be left alone.
  case refused(status: Int, retryAfter: Span?)
  /// There was no answer: why, in words that show no secret.
  case failed(String)
}

/// Sends posts: the gateway's work, which alone connects to other machines.
public protocol WebhookSender: Sendable {
  /// Sends a post and waits for the answer, for at most ten seconds.
  func send(_ post: WebhookPost) async -> WebhookAnswer
}

/// For servers without a gateway.
public struct NoWebhooks: WebhookSender {
  public init() {}
  public func send(_ post: WebhookPost) async -> WebhookAnswer { .failed("this server sends nothing") }
}
