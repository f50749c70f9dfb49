import Foundation

/// A directory of one test's own, gone when the test lets go of it.
public final class TemporaryDirectory: Sendable {
  /// Absolute, without a trailing slash.
  public let path: String

  public init() throws {
    path = NSTemporaryDirectory().trimmingSuffix("/") + "/threshold-test-" + UUID().uuidString.lowercased()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
