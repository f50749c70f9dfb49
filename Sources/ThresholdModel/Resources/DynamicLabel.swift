/// A label whose value an agent would find by running a command on its own host.
///
/// Stored and shown only: no agents run here, so the value is never known, and a label that only a
/// command could give matches nothing. Source: reference, roles-and-resources §6, "Labels".
public struct DynamicLabel: Codable, Hashable, Sendable {
  /// The program, then its arguments: `["/usr/bin/uname", "-r"]`.
  public var command: [String]
  /// How often it would run.
  public var period: Span

  /// The shortest period allowed.
  public static let shortestPeriod = Span.minutes(1)

  public init(command: [String], period: Span) {
    self.command = command
    self.period = period
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    command = try container.list(.command)
    period = try container.value(.period, or: .zero)
  }

  private enum CodingKeys: String, CodingKey { case command, period }

  /// The table's lines for a map of such labels: name to command and period.
  static func fields(at path: String) -> [Field] {
    [
      Field(path, .namedObjects, support: .kept, limit: 100, "labels by command; there are no agents here to run them"),
      Field("\(path){}.command", .texts, support: .kept, limit: 50, "the program and its arguments"),
      Field("\(path){}.period", .duration, support: .kept, "how often; at least 1m"),
      Field("\(path){}.result", .text, owner: .server, "what an agent last found"),
    ]
  }
}

extension KeyedDecodingContainer {
  /// Labels by command: absent means none.
  func dynamicLabels(_ key: Key) throws -> [String: DynamicLabel] { try value(key, or: [:]) }
}
