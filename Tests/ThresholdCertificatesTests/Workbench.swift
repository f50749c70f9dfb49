import Foundation
import Testing
import ThresholdModel
import ThresholdTesting
import X509

@testable import ThresholdCertificates

/// A directory of its own for one test, in which `openssl` and `ssh-keygen` run; gone with the test.
final class Workbench: Sendable {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("certificates-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// Writes a file of mode 0600, as `ssh-keygen` wants private keys.
  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = directory.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: directory.appendingPathComponent(name)), as: UTF8.self)
  }

  struct Outcome {
    let status: Int32
    let output: String
    var succeeded: Bool { status == 0 }
  }

  /// Runs a command through `sh` in the directory; its output and errors together.
  @discardableResult
  func run(_ command: String) throws -> Outcome {
    let log = directory.appendingPathComponent("log-\(UUID().uuidString)")
    try Data().write(to: log)
    let (nothing, output) = (FileHandle.nullDevice, try FileHandle(forWritingTo: log))
    let program = try SpawnedProgram(
      "/bin/sh", ["-c", "cd \"$0\" || exit\n\(command)", directory.path],
      environment: ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TZ": "UTC", "LC_ALL": "C"],
      input: nothing.fileDescriptor, output: output.fileDescriptor, errors: output.fileDescriptor)
    let status = program.wait()
    try output.close()
    let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    try FileManager.default.removeItem(at: log)
    return Outcome(status: status, output: text)
  }

  /// Runs a command that must succeed.
  @discardableResult
  func succeed(_ command: String, _ location: SourceLocation = #_sourceLocation) throws -> String {
    let outcome = try run(command)
    try #require(outcome.succeeded, "\(command): \(outcome.output)", sourceLocation: location)
    return outcome.output
  }
}

/// The moment at which most of these tests play: 2026-03-01T12:00:00Z.
let noon = Moment(seconds: 1_772_366_400)

/// The words with which something is refused; nil when it is not.
func refusal<Value>(_ body: () throws(Problem) -> Value) -> Problem? {
  do throws(Problem) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

/// Everything that printing a value in any way may show.
func everyPrinting(of value: some Any) -> String {
  var text = "\(value) \(String(reflecting: value)) \([value])"
  dump(value, to: &text)
  return text
}

/// The bytes of a certificate in PEM.
func derBytes(_ pem: String) throws -> [UInt8] { try Certificate.derBytes(pem: pem) }

extension [UInt8] {
  /// All ways to cut the bytes short.
  var truncations: some Sequence<[UInt8]> { indices.lazy.map { Array(self[..<$0]) } }
  /// All ways to turn one bit over in the bytes, two bits of each byte.
  var flips: some Sequence<[UInt8]> {
    indices.lazy.flatMap { index in
      [UInt8(1), 0x80].map { bit in
        var flipped = self
        flipped[index] ^= bit
        return flipped
      }
    }
  }
}
