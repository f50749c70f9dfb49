import ThresholdModel

/// Runs a library call whose errors are not for people, and tells its failure in our words.
/// - Throws: ``Problem`` as given, with the library's error as its cause.
func attempt<Value>(
  _ kind: Problem.Kind, _ message: String, hint: String? = nil, _ body: () throws -> Value
) throws(Problem) -> Value {
  do {
    return try body()
  } catch {
    throw Problem(kind, message, hint: hint, cause: String(describing: error))
  }
}
