import Foundation
import Glibc
import ThresholdTesting

/// A program that is running: in a session of its own, without a terminal, with its output in files.
///
/// Files instead of pipes: nothing has to read them, and a grandchild that outlives the program holds nobody up.
final class Running: Sendable {
  /// What a program reads.
  enum Input: Sendable {
    case nothing
    case text(String)
    /// Kept open, with nothing in it, until the program has ended.
    case held
  }

  let command: String
  private let spawned: SpawnedProgram
  private let folder: TemporaryFolder
  private let heldInput: Int32?

  /// Starts a program.
  /// - Parameter environment: the whole environment, but for `PATH`, `HOME` and the language.
  init(_ program: String, _ arguments: [String], environment: [String: String] = [:], input: Input = .nothing) throws {
    command = ([program] + arguments).map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(separator: " ")
    folder = try TemporaryFolder()
    var (readEnd, writeEnd): (Int32, Int32?) = (-1, nil)
    switch input {
    case .nothing: readEnd = open("/dev/null", O_RDONLY | O_CLOEXEC)
    case .text(let text): readEnd = open(try folder.write(text, to: "in"), O_RDONLY | O_CLOEXEC)
    case .held:
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0, fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0, fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 else {
        throw NeverHappened(description: "no pipe: \(errno)")
      }
      (readEnd, writeEnd) = (ends[0], ends[1])
    }
    heldInput = writeEnd
    defer { close(readEnd) }
    let base = ["PATH": Program.path, "HOME": folder.path, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"]
    let streams = ["out", "err"].map(folder.file).map { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) }
    defer { for stream in streams { close(stream) } }
    spawned = try SpawnedProgram(
      program, arguments, environment: base.merging(environment) { $1 }, input: readEnd, output: streams[0], errors: streams[1])
  }

  var pid: pid_t { spawned.pid }
  var output: String { textOfFile(folder.file("out")) }
  var errors: String { textOfFile(folder.file("err")) }

  /// Whether it still runs; one that has ended is reaped here, and only here.
  var isRunning: Bool { spawned.status == nil }

  /// Waits for its end.
  /// - Throws: ``NeverHappened`` when it does not end in time; it is killed then.
  func outcome(within limit: Duration = patience) async throws -> Outcome {
    do {
      try await eventually("the end of `\(command)`", within: limit, showing: { "\(output)\n\(errors)" }) { !isRunning }
    } catch {
      end()
      throw error
    }
    return Outcome(command: command, status: spawned.status ?? -1, output: output, errors: errors)
  }

  /// Waits until it has said something on either stream.
  func says(_ text: String, within limit: Duration = patience) async throws {
    try await eventually("`\(text)` from `\(command)`", within: limit, showing: { "\(output)\n\(errors)" }) {
      if output.contains(text) || errors.contains(text) { return true }
      guard isRunning else {
        if output.contains(text) || errors.contains(text) { return true }
        throw NeverHappened(description: "`\(command)` ended before it said `\(text)`: \(output)\n\(errors)")
      }
      return false
    }
  }

  /// Sends a signal to it and to what it started.
  func signal(_ number: Int32) {
    if isRunning { kill(-pid, number) }
  }

  /// Kills whatever is left of it and forgets its output.
  func end() {
    if isRunning {
      kill(-pid, SIGKILL)
      while isRunning { usleep(1000) }
    }
    if let heldInput { close(heldInput) }
    folder.remove()
  }
}

/// Runs a program to its end.
func run(
  _ program: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil, within limit: Duration = patience
) async throws -> Outcome {
  let running = try Running(program, arguments, environment: environment, input: input.map { .text($0) } ?? .nothing)
  defer { running.end() }
  return try await running.outcome(within: limit)
}
