import Foundation
import ThresholdModel

/// A program run to its end, by `posix_spawn` (POSIX.1-2017): without a shell, with an empty environment, with
/// no descriptor of ours but the pipe, and with bounded output and time. Blocks its thread.
///
/// Foundation's `Process` is not used here: it lets children inherit its own descriptors, so one long-lived
/// child keeps it from noticing the end of others.
struct ChildProgram: Sendable {
  let path: String
  let arguments: [String]

  /// Runs the program.
  /// - Returns: what it wrote to its standard output; nil when it took too long or wrote too much. It has ended either way.
  /// - Throws: ``Problem`` of kind `unavailable` when it cannot be run.
  func output(atMost mostOutput: Int, within timeLimit: Duration) throws(Problem) -> [UInt8]? {
    let deadline = ContinuousClock.now + timeLimit
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw cannotRun(errno) }
    let (reading, writing) = (ends[0], ends[1])
    defer { close(reading) }
    // Neither end may leak into a child that another thread spawns meanwhile, or the pipe would not end with ours.
    _ = fcntl(reading, F_SETFD, FD_CLOEXEC)
    _ = fcntl(writing, F_SETFD, FD_CLOEXEC)
    let spawned = spawn(output: writing)
    close(writing)
    let child = try spawned.get()
    let output = Self.read(reading, atMost: mostOutput, until: deadline)
    if output == nil { kill(child, SIGKILL) }
    Self.awaitExit(of: child, until: deadline)
    return output
  }

  private static let environment = ["PATH=/usr/bin:/bin", "LC_ALL=C"]

  #if !canImport(Darwin)
  /// glibc 2.34 and newer have it, and hide it from Swift behind a feature macro.
  private static let closeFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
    unsafeBitCast($0, to: (@convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32).self)
  }
  #endif

  /// Starts the program with its standard output at a descriptor; whoever calls this must collect the child.
  func spawn(output: Int32) -> Result<pid_t, Problem> {
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    #if canImport(Darwin)
    var flags = Int16(POSIX_SPAWN_CLOEXEC_DEFAULT)
    #else
    // A connection that a child holds too could not be cut: its reset would wait for the child.
    guard let closeFrom = Self.closeFrom, closeFrom(&actions, 3) == 0 else { return .failure(cannotRun(ENOSYS)) }
    var flags: Int16 = 0
    #endif
    // The server ignores or blocks signals that a child must hear.
    var (all, none) = (sigset_t(), sigset_t())
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    flags |= Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK)
    posix_spawnattr_setflags(&attributes, flags)
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = Self.environment.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
    defer { for word in words + environment { free(word) } }
    var child: pid_t = 0
    let status = posix_spawn(&child, path, &actions, &attributes, &words, &environment)
    return status == 0 ? .success(child) : .failure(cannotRun(status))
  }

  private func cannotRun(_ code: Int32) -> Problem {
    Problem(.unavailable, "the gateway cannot run `\(path)`", cause: String(cString: strerror(code)))
  }

  /// Everything until the end; nil when that takes too long or is too much.
  private static func read(_ descriptor: Int32, atMost most: Int, until deadline: ContinuousClock.Instant) -> [UInt8]? {
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while output.count <= most {
      let left = (deadline - .now).nanoseconds / 1_000_000
      guard left > 0 else { return nil }
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, Int32(clamping: left))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count == 0 ? output : nil }
      output += chunk.prefix(count)
    }
    return nil
  }

  /// Collects the child; one that closed its output and goes on is stopped when the time is up.
  private static func awaitExit(of child: pid_t, until deadline: ContinuousClock.Instant) {
    var status: Int32 = 0
    while ContinuousClock.now < deadline {
      let ended = waitpid(child, &status, WNOHANG)
      guard ended == 0 || (ended < 0 && errno == EINTR) else { return }
      usleep(2000)
    }
    kill(child, SIGKILL)
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
  }
}
