/// One write, as a value. The committer validates it against the World as the writes before it leave it.
public enum Change: Hashable, Sendable {
  /// Creates the thing or replaces it whole.
  case put(Record)
  /// Removes the thing.
  case delete(Record.Key)

  public var key: Record.Key {
    switch self {
    case .put(let record): record.key
    case .delete(let key): key
    }
  }
}

/// One change as the feed tells it: what moved, not what it says.
public struct FeedEntry: Hashable, Sendable, Codable {
  /// Gapless, from 1.
  public let sequence: Int64
  public let key: Record.Key
  public let isDeletion: Bool

  public init(sequence: Int64, key: Record.Key, isDeletion: Bool) {
    self.sequence = sequence
    self.key = key
    self.isDeletion = isDeletion
  }
}
