import Crypto
import Foundation
import ThresholdModel

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The file that holds the key: 32 bytes in base64 on one line.
enum KeyFile {
  /// - Returns: nil when there is no file.
  /// - Throws: ``StoreError`` of kind `refused`, `damaged` or `io`.
  static func read(_ path: String) throws(StoreError) -> SymmetricKey? {
    guard let content = try DurableFile.read(path, longest: 1024, checking: { mode throws(StoreError) in try check(mode, path) }) else {
      return nil
    }
    let text = String(decoding: content, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let bytes = Data(base64Encoded: text), bytes.count == 32 else {
      throw StoreError(
        .damaged, "the key file `\(path.escapedForDisplay)` does not hold 32 bytes in base64", hint: "restore it from where it was kept")
    }
    return SymmetricKey(data: bytes)
  }

  /// Reading by the group is left to the operator: service managers hand out credentials that way.
  private static func check(_ mode: mode_t, _ path: String) throws(StoreError) {
    guard mode & 0o037 == 0 else {
      throw StoreError(.refused, "others can reach the key file `\(path.escapedForDisplay)`", hint: "chmod 600 \(path.escapedForDisplay)")
    }
  }

  /// Makes a key unless the file exists.
  /// - Throws: ``StoreError`` of kind `io` or `full`.
  static func create(_ path: String) throws(StoreError) {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw StoreError(
          .io, "the key's folder `\(folder.escapedForDisplay)` cannot be created", hint: "check the parent folder's owner and mode",
          cause: "\(error)")
      }
    }
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    _ = try DurableFile.create(path, with: Data((bytes.base64EncodedString() + "\n").utf8))
  }

  /// The path with links followed, also when its last part does not exist.
  static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    return URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
