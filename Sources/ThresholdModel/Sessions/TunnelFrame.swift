/// The head of one frame on a tunnel: 1 byte of kind, 4 bytes of payload length, big-endian.
///
/// A tunnel is framed so that its end can carry words: the client sends `open` first; the gateway
/// answers `opened` or `end`; then both send `data`; the gateway may send `notice` and `end` at any time.
public struct TunnelFrame: Hashable, Sendable {
  public enum Kind: UInt8, Hashable, Sendable {
    /// Client, first: JSON of ``TunnelOpening``.
    case open = 1
    /// Gateway: the target answered; JSON of ``TunnelOpened``.
    case opened = 2
    /// Bytes of the connection, either way.
    case data = 3
    /// Gateway: a line for the person, UTF-8.
    case notice = 4
    /// Gateway: over; JSON of ``TunnelEnd``. Nothing follows.
    case end = 5
    /// Client or gateway: no more data from this side; the other may go on.
    case finished = 6
  }

  public static let headLength = 5
  /// The largest payload that either side accepts, in bytes.
  public static let largestPayload = 64 * 1024

  public let kind: Kind
  public let length: Int

  public init(kind: Kind, length: Int) {
    self.kind = kind
    self.length = length
  }

  /// Reads a head.
  /// - Parameter head: exactly ``headLength`` bytes.
  /// - Throws: ``Problem`` of kind `badParameter` for an unknown kind, `limitExceeded` for a payload over ``largestPayload``.
  public init(head: some Collection<UInt8>) throws(Problem) {
    var bytes = head.makeIterator()
    guard head.count == Self.headLength, let first = bytes.next(), let kind = Kind(rawValue: first) else {
      throw Problem(.badParameter, "the tunnel sent something that is no frame")
    }
    var length = 0
    while let byte = bytes.next() { length = length << 8 | Int(byte) }
    guard length <= Self.largestPayload else {
      throw Problem(.limitExceeded, "the tunnel sent a frame of more than \(Self.largestPayload) bytes")
    }
    self.init(kind: kind, length: length)
  }

  /// The head's bytes.
  public var head: [UInt8] {
    [kind.rawValue, UInt8(length >> 24 & 0xFF), UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF)]
  }
}

/// Which server a tunnel is to.
public struct TunnelOpening: Codable, Hashable, Sendable {
  /// The server's host name or id.
  public var server: String
  /// The client's clock, so that a skewed one is told so in words.
  public var clientTime: Moment

  public init(server: String, clientTime: Moment) {
    self.server = server
    self.clientTime = clientTime
  }

  private enum CodingKeys: String, CodingKey {
    case server
    case clientTime = "client_time"
  }
}

/// The gateway's word that the target answered.
public struct TunnelOpened: Codable, Hashable, Sendable {
  public var connection: ConnectionID
  /// When the ground for the connection ends, as things stand.
  public var until: Moment

  public init(connection: ConnectionID, until: Moment) {
    self.connection = connection
    self.until = until
  }
}

/// Why a tunnel is over.
public struct TunnelEnd: Codable, Hashable, Sendable {
  /// A stable word: the raw value of a ``Problem/Kind``, `closed` when the target hung up, or `cut`.
  public var code: String
  /// For the person.
  public var message: String
  public var hint: String?

  public init(code: String, message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }
}
