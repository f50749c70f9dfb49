public import ThresholdModel
import ThresholdRules
import ThresholdStore

extension Stories {
  /// Follows the requests that a person may see, from a feed position on; each entry is decided for its
  /// reader when it is told. Ends with the sign-in.
  /// - Parameter after: the position to resume behind; nil begins now.
  /// - Throws: ``Problem`` of kind `badParameter` for a position that is no longer kept, or not reached yet.
  public func watch(after: Int64?, by person: Person) async throws(Problem) -> AsyncStream<Watched> {
    guard let bell = watchers.bell(for: person.signIn) else {
      throw Problem(
        .tooManyRequests, "this sign-in watches \(Watchers.mostEach) times already", hint: "end one of the others", retryAfter: 30)
    }
    let start = world.sequence
    let position = after ?? start
    guard position >= 0, position <= start else {
      throw Problem(.badParameter, "the feed has not reached \(position)", hint: "leave `after` out to begin now")
    }
    if position < start {
      do { _ = try await store.feed(after: position, limit: 1) } catch { throw error.problem }
    }
    let (stream, continuation) = AsyncStream.makeStream(of: Watched.self, bufferingPolicy: .bufferingOldest(Self.mostUnread))
    let task = Task {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await untilSignInEnds(person) }
        group.addTask { await follow(bell, after: position, for: person, continuation) }
        await group.next()
        group.cancelAll()
      }
      continuation.finish()
    }
    continuation.onTermination = { _ in task.cancel() }
    return stream
  }

  /// A reader that is further behind is cut off, and resumes from where it was.
  private static let mostUnread = 1000

  private func follow(_ bell: AsyncStream<Void>, after start: Int64, for person: Person, _ reader: AsyncStream<Watched>.Continuation) async
  {
    guard var position = await tellNew(after: start, to: person, reader) else { return }
    for await _ in bell {
      guard isSignedIn(person), let next = await tellNew(after: position, to: person, reader) else { return }
      position = next
    }
  }

  private func isSignedIn(_ person: Person) -> Bool {
    let (world, now) = (world, now)
    guard let signIn = world.signIn(person.signIn), now < signIn.expires else { return false }
    return world.lockInForce(on: person.user, at: now) == nil
  }

  private func untilSignInEnds(_ person: Person) async {
    while let signIn = world.signIn(person.signIn), !Task.isCancelled {
      let left = signIn.expires - now
      guard left > .zero else { return }
      try? await Task.sleep(for: .milliseconds(left.milliseconds), clock: .continuous)
    }
  }

  /// Tells what is new.
  /// - Returns: the position reached; nil when the reader is too slow or gone.
  private func tellNew(after start: Int64, to person: Person, _ reader: AsyncStream<Watched>.Continuation) async -> Int64? {
    var position = start
    while let entries = try? await store.feed(after: position, limit: 500), !entries.isEmpty {
      guard !Task.isCancelled, isSignedIn(person) else { return nil }
      for entry in entries {
        if let watched = await watched(entry, by: person) {
          guard case .enqueued = reader.yield(watched) else { return nil }
        }
        position = entry.sequence
      }
    }
    return position
  }

  private func watched(_ entry: FeedEntry, by person: Person) async -> Watched? {
    // Asked for each entry: whoever has gone must not keep the store busy.
    guard entry.key.kind == .request, !Task.isCancelled else { return nil }
    let id = RequestID(entry.key.name)
    guard let request = try? await request(id, by: .person(person)) else { return nil }
    return Watched(
      sequence: entry.sequence, request: id, user: request.spec.user, state: request.spec.state.text,
      resolveReason: request.spec.resolveReason)
  }
}
