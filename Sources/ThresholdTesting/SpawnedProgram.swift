public import Glibc
import Synchronization

/// A program that a test started: in a session of its own, without a terminal.
///
/// Foundation's `Process` is not used: it is not made for many starts at once, and was seen to crash and to let children
/// inherit each other's pipes.
public final class SpawnedProgram: Sendable {
  /// Why a program did not start.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public let pid: pid_t
  private let ended = Mutex<Int32?>(nil)

  /// Starts a program.
  /// - Parameters:
  ///   - program: absolute path.
  ///   - environment: all of it.
  ///   - input: a descriptor; the caller's to close, as the others.
  /// - Throws: ``Failure`` when it cannot be started.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String], input: Int32, output: Int32, errors: Int32
  ) throws {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
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
    guard failure == 0 else { throw Failure(description: "`\(program)` cannot be started: \(String(cString: strerror(failure)))") }
    self.pid = pid
  }

  /// The exit status, or 128 and the signal that ended it; nil while it runs. It is reaped here, and only here.
  public var status: Int32? { reap(WNOHANG) }

  /// Waits for its end.
  /// - Returns: as ``status``.
  @discardableResult
  public func wait() -> Int32 { reap(0) ?? -1 }

  private func reap(_ options: Int32) -> Int32? {
    ended.withLock { ended in
      if let ended { return ended }
      var status: Int32 = 0
      var found = waitpid(pid, &status, options)
      while found == -1, errno == EINTR { found = waitpid(pid, &status, options) }
      guard found != 0 else { return nil }
      ended = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
      return ended
    }
  }
}
