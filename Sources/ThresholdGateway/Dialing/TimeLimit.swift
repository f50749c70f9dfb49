import ThresholdModel

/// Does something, but not for longer than a limit; the work is cancelled then and must heed that.
/// - Throws: what the work throws, or `problem` when the time is up first.
func within<Value: Sendable>(
  _ limit: Duration, orThrow problem: Problem, _ work: @escaping @Sendable () async throws(Problem) -> Value
) async throws(Problem) -> Value {
  let result = await withTaskGroup(of: Result<Value, Problem>?.self) { group in
    group.addTask {
      do throws(Problem) { return .success(try await work()) } catch { return .failure(error) }
    }
    group.addTask {
      do { try await Task.sleep(for: limit, clock: .continuous) } catch { return nil }
      return .failure(problem)
    }
    // The sleeper answers nil only when this whole task was cancelled; the work's own answer counts then.
    var first: Result<Value, Problem>?
    while first == nil, let answer = await group.next() { first = answer }
    group.cancelAll()
    return first
  }
  guard let result else { throw problem }
  return try result.get()
}
