import Synchronization

/// Calls its closure with the first value only.
final class Once<Value: Sendable>: Sendable {
  private let action = Mutex<(@Sendable (Value) -> Void)?>(nil)

  func set(_ action: @escaping @Sendable (Value) -> Void) { self.action.withLock { $0 = action } }

  func fire(_ value: Value) {
    let action = self.action.withLock { stored in
      defer { stored = nil }
      return stored
    }
    action?(value)
  }
}
