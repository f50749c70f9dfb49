/// How far somebody who reads all notices in order has come: automatic reviews, and each webhook. Kept, so
/// that a restart goes on where it was. Stored kind `notification_reader`.
public struct NoticeReader: Codable, Hashable, Sendable {
  /// `automatic-review`, or `webhook/NAME`.
  public let name: String
  /// The number of the last notice that was taken; 0 for none.
  public var position: Int64
  /// Notices that were taken and are still to be delivered, in the order in which they were taken.
  public var waiting: [Waiting]
  /// How often in a row nothing could be delivered.
  public var failures: Int
  /// Until when nothing is tried; nil while all is well.
  public var pausedUntil: Moment?

  /// A notice that could not be delivered yet.
  public struct Waiting: Codable, Hashable, Sendable {
    public let notice: NoticeID
    /// When the notice was made: it is tried for a while from here.
    public let since: Moment
    /// How often it was tried.
    public var attempts: Int
    /// When it is tried again.
    public var next: Moment

    public init(notice: NoticeID, since: Moment, attempts: Int, next: Moment) {
      self.notice = notice
      self.since = since
      self.attempts = attempts
      self.next = next
    }
  }

  public init(name: String, position: Int64 = 0) {
    self.name = name
    self.position = position
    waiting = []
    failures = 0
  }
}
