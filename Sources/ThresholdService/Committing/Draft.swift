import ThresholdModel
import ThresholdRules

/// What a story wants to write, and what it answers once that is written.
struct Draft<Answer: Sendable>: Sendable {
  var changes: [Change]
  var events: [AuditEvent]
  let answer: Answer

  init(_ changes: [Change] = [], events: [AuditEvent] = [], answer: Answer) {
    self.changes = changes
    self.events = events
    self.answer = answer
  }
}

/// What a story looks at while it drafts: the World as the writes queued before it leave it.
struct Situation: Sendable {
  let world: World
  let now: Moment
}

/// A draft, written.
struct Written<Answer: Sendable>: Sendable {
  let answer: Answer
  /// The feed position of the commit.
  let sequence: Int64
  /// The time of the commit's events.
  let at: Moment
}

/// A commit, as those who follow the World hear of it.
struct Move: Sendable {
  let world: World
  let changes: [Change]
  let at: Moment
}
