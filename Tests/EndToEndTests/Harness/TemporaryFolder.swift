import Foundation
import Glibc

/// A folder of one test's own, for nobody else to read.
struct TemporaryFolder: Sendable {
  let path: String

  init() throws {
    // Short, since a Unix socket's path must stay under 108 bytes.
    path =
      "\(NSTemporaryDirectory().hasSuffix("/") ? NSTemporaryDirectory() : NSTemporaryDirectory() + "/")th-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func folder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return file(name)
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: file(name), atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file(name))
    return file(name)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// The text of a file; empty when it is not there yet. Also of files under `/proc`, which say that they are empty.
func textOfFile(_ path: String) -> String {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return "" }
  defer { close(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 64 * 1024)
  while true {
    let count = read(file, &piece, piece.count)
    guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += piece.prefix(count)
  }
}
