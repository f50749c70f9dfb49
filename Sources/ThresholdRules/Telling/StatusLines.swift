import HashTreeCollections
public import ThresholdModel

extension World {
  /// The most lines of one kind that a person is shown when they sign in.
  private static let mostLines = 5

  /// What a person should know when they sign in or look: requests that wait for their review, answers to
  /// their own, lists of theirs whose review is due. As things stand now, told before or not.
  public func statusLines(for user: UserName, at now: Moment) -> [String] {
    guard let holder = holder(user, at: now), !holder.isLocked else { return [] }
    return linesOfWaiting(for: user, at: now) + linesOfAnswers(to: user, at: now) + linesOfReviews(by: user, at: now)
  }

  private func linesOfWaiting(for user: UserName, at now: Moment) -> [String] {
    let waiting = requestsByID.values.filter { request in
      request.spec.state == .pending && request.isAlive(at: now) && !request.spec.reviews.contains { $0.author.key == user.key }
        && mayReview(user, request, at: now) == nil
    }.count
    switch waiting {
    case 0: return []
    case 1: return ["1 access request waits for your review: tsh request ls --reviewable"]
    default: return ["\(waiting) access requests wait for your review: tsh request ls --reviewable"]
    }
  }

  private func linesOfAnswers(to user: UserName, at now: Moment) -> [String] {
    let signIns = signIns(of: user)
    let assumable = requests(of: user).filter { request in
      request.spec.state == .approved && request.isAlive(at: now) && !signIns.contains { $0.assumed[request.id] != nil }
    }
    return assumable.prefix(Self.mostLines).map { "your access request \($0.id) is approved: tsh login --request-id=\($0.id)" }
  }

  private func linesOfReviews(by user: UserName, at now: Moment) -> [String] {
    let due = listStanding(of: user, at: now).ownerships.keys.compactMap { listsByName[$0] }.filter { list in
      // Reminders may begin before the first thing that people are told of.
      list.noticeOfReview(at: now) != nil || list.reminderWindow(at: now) != nil
    }
    let sorted = due.sorted { ($0.reviewDate.orNever, $0.name) < ($1.reviewDate.orNever, $1.name) }
    let lines = sorted.prefix(Self.mostLines).map { list in
      "access list `\(list.name)` (\(list.spec.title)) \(Self.words(about: list.reviewDate.orNever, at: now)): tctl acl get \(list.name)"
    }
    guard sorted.count > lines.count else { return Array(lines) }
    return lines + [
      "\(sorted.count - lines.count) more access \(sorted.count - lines.count == 1 ? "list is" : "lists are") due for review: tctl acl ls --review-only"
    ]
  }

  /// Days are counted as they are begun, so that they agree with what people are told; overdue ones in full.
  private static func words(about due: Moment, at now: Moment) -> String {
    let day = Span.days(1).milliseconds
    let left = (due - now).milliseconds
    switch left > 0 ? (left + day - 1) / day : left / day {
    case 1: return "is due for review in 1 day"
    case 2...: return "is due for review in \((left + day - 1) / day) days"
    case 0: return "is due for review now"
    case -1: return "has been overdue for review for 1 day"
    default: return "has been overdue for review for \(-left / day) days"
    }
  }
}
