import Testing

/// One stage for a whole suite: for tests that only look, or are refused. Such suites are `.serialized`.
struct SharedStage: SuiteTrait, TestScoping {
  let access: Stage.Access

  @TaskLocal static var current: Stage?

  func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
    try await Stage.play(access) { stage in
      try await Self.$current.withValue(stage) { try await function() }
    }
  }
}

extension Trait where Self == SharedStage {
  /// A cluster with a list, its people and a server, set up once for the suite.
  static var stage: Self { SharedStage(access: .request) }
}

/// The stage of the suite.
func stage() throws -> Stage { try #require(SharedStage.current) }
