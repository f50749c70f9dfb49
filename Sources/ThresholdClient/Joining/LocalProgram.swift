import Dispatch
import Foundation
import Synchronization
import ThresholdModel

/// A program of this machine that joining needs: `sshd`, `ssh-keygen`. Run without a shell, in the C locale.
///
/// Foundation's `Process` is not used: it lets a child inherit the pipes of others, so that one that lasts (an sshd)
/// keeps a reader from ever seeing the end.
struct LocalProgram: Sendable {
  /// What a run left behind.
  struct Outcome: Sendable {
    /// The exit status, or 128 and the signal that ended it.
    let status: Int32
    let output: Data
    /// What it said on standard error, trimmed, for messages.
    let complaint: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var isSuccess: Bool { status == 0 }
  }

  /// Absolute path.
  let path: String

  /// Looks the program up in `PATH`, then in the folders where Debian and others keep servers.
  /// - Throws: ``Problem`` of kind `notFound`, with the package to install.
  static func find(
    _ name: String, package: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(Problem) -> LocalProgram {
    let usual = ["/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/bin", "/bin"]
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") } + usual
    for folder in folders {
      let path = "\(folder)/\(name)"
      if FileManager.default.isExecutableFile(atPath: path) { return LocalProgram(path: path) }
    }
    throw Problem(.notFound, "`\(name)` is not installed on this machine", hint: "apt-get install \(package)")
  }

  /// Runs the program to its end; after a minute it is stopped.
  /// - Parameter input: given on standard input; at most 64 KiB, so that it fits into the pipe before anybody reads.
  /// - Throws: ``Problem`` of kind `unavailable` when it cannot be started. A status other than 0 is not an error here.
  func run(_ arguments: [String], input: Data = Data()) async throws(Problem) -> Outcome {
    let (stdin, stdout, stderr) = (try SealedPipe(), try SealedPipe(), try SealedPipe())
    let child = try RunningProgram(path, arguments, input: stdin.reading, output: stdout.writing, errors: stderr.writing)
    for end in [stdin.reading, stdout.writing, stderr.writing] { try? end.close() }
    // A program that ends without reading is no reason to fail: its status tells.
    try? stdin.writing.write(contentsOf: input)
    try? stdin.writing.close()
    let deadline = Task {
      try await Task.sleep(for: .seconds(60))
      child.stop(SIGKILL)
    }
    async let output = Self.readToEnd(stdout.reading)
    async let complaint = Self.readToEnd(stderr.reading)
    let (told, said) = await (output, complaint)
    let status = await child.ended()
    deadline.cancel()
    let words = String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return Outcome(status: status, output: told, complaint: words)
  }

  /// Reads on a thread of its own, so that a program that is slow to speak holds up no task.
  private static func readToEnd(_ handle: FileHandle) async -> Data {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: (try? handle.readToEnd()) ?? Data()) }
    }
  }
}

/// A pipe that no child inherits unless it is told to.
struct SealedPipe: Sendable {
  let reading: FileHandle
  let writing: FileHandle

  /// - Throws: ``Problem`` of kind `unavailable` when this process has too many files open.
  init() throws(Problem) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw Problem(.unavailable, "this machine has no more pipes to give", cause: String(cString: strerror(errno)))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }
}

/// A program that was started; somebody must wait for ``ended()``.
final class RunningProgram: Sendable {
  private let process: pid_t
  /// The status as `waitpid` gives it, once the process is collected and its number may belong to another.
  private let collected = Mutex<Int32?>(nil)

  /// - Throws: ``Problem`` of kind `unavailable` when it cannot be started.
  init(_ path: String, _ arguments: [String], input: FileHandle, output: FileHandle, errors: FileHandle) throws(Problem) {
    #if canImport(Darwin)
    var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?) = (nil, nil)
    #else
    var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (number, handle) in [input, output, errors].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, handle.fileDescriptor, Int32(number))
    }
    // The thread that runs this blocks signals, and this process ignores some; the child should do neither.
    var (all, none) = (sigset_t(), sigset_t())
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    let environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { _, ours in ours }
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var started = pid_t()
    let failure = posix_spawn(&started, path, &actions, &attributes, &words, &variables)
    guard failure == 0 else {
      throw Problem(.unavailable, "`\(path.escapedForDisplay)` cannot be started", cause: String(cString: strerror(failure)))
    }
    process = started
  }

  /// Sends a signal, unless the program has ended.
  func stop(_ signal: Int32) {
    collected.withLock { status in
      if status == nil { kill(process, signal) }
    }
  }

  /// Waits for the end, on a thread of its own.
  /// - Returns: the exit status, or 128 and the signal that ended it.
  func ended() async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: self.collect()) }
    }
  }

  private func collect() -> Int32 {
    // First wait without collecting: until then the number is this child's, and ``stop(_:)`` may use it.
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    return collected.withLock { known in
      if let known { return known }
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      let told = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
      known = told
      return told
    }
  }
}
