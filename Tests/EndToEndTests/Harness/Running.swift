import Foundation
import Glibc
import Synchronization

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

  let pid: pid_t
  let command: String
  private let folder: TemporaryFolder
  private let ended = Mutex<Int32?>(nil)
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
    pid = try Self.spawn(
      program, arguments, base.merging(environment) { $1 }, input: readEnd, output: folder.file("out"), errors: folder.file("err"))
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String: String], input: Int32, output: String, errors: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    // Threads of a test runner block signals; a child must not inherit that.
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | 0x80)  // 0x80: POSIX_SPAWN_SETSID
    var pid: pid_t = 0
    let argv = ([program] + arguments).map { strdup($0) } + [nil]
    let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in argv + envp { free(text) } }
    let failure = posix_spawn(&pid, program, &actions, &attributes, argv, envp)
    guard failure == 0 else { throw NeverHappened(description: "`\(program)` cannot be started: \(String(cString: strerror(failure)))") }
    return pid
  }

  var output: String { textOfFile(folder.file("out")) }
  var errors: String { textOfFile(folder.file("err")) }

  /// Whether it still runs; one that has ended is reaped here, and only here.
  var isRunning: Bool {
    ended.withLock { ended in
      guard ended == nil else { return false }
      var status: Int32 = 0
      guard waitpid(pid, &status, WNOHANG) != 0 else { return true }
      ended = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
      return false
    }
  }

  /// Waits for its end.
  /// - Throws: ``NeverHappened`` when it does not end in time; it is killed then.
  func outcome(within limit: Duration = patience) async throws -> Outcome {
    do {
      try await eventually("the end of `\(command)`", within: limit, showing: { "\(output)\n\(errors)" }) { !isRunning }
    } catch {
      end()
      throw error
    }
    return Outcome(command: command, status: ended.withLock { $0 } ?? -1, output: output, errors: errors)
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
