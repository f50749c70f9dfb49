import Dispatch
import Foundation
import ThresholdModel

/// A program that takes over the terminal, as a shell would start it: same process group, same streams, default signals.
///
/// Foundation's `Process` moves its child to a process group of its own, which a terminal then stops when it reads.
struct ChildProgram {
  let name: String
  let arguments: [String]

  /// Runs it to its end. Ctrl-C and Ctrl-\ are the child's to handle; SIGTERM and SIGHUP are passed on to it.
  /// - Returns: its exit status, or 128 and the signal that ended it.
  func run() async throws(Problem) -> Int32 {
    let signals = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
    defer { for (number, handler) in signals { signal(number, handler) } }
    let child = try spawn()
    let forwarding = [SIGTERM, SIGHUP].map { number in Self.forward(number, to: child) }
    defer { for source in forwarding { source.cancel() } }
    let status = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: Self.wait(for: child)) }
    }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
  }

  private func spawn() throws(Problem) -> pid_t {
    #if canImport(Darwin)
    var attributes: posix_spawnattr_t?
    #else
    var attributes = posix_spawnattr_t()
    #endif
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (defaults, mask) = (sigset_t(), sigset_t())
    sigemptyset(&defaults)
    for number in [SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGHUP] { sigaddset(&defaults, number) }
    // The thread that runs this may block signals; the child must not inherit that.
    sigemptyset(&mask)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var words: [UnsafeMutablePointer<CChar>?] = ([name] + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var child = pid_t()
    let failure = posix_spawnp(&child, name, nil, &attributes, &words, &variables)
    guard failure == 0 else {
      throw Problem(
        .unavailable, "`\(name)` can't be started: \(String(cString: strerror(failure)).lowercased())",
        hint: "install the OpenSSH client: apt-get install openssh-client")
    }
    return child
  }

  private static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  private static func forward(_ number: Int32, to child: pid_t) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler { kill(child, number) }
    source.setCancelHandler { signal(number, SIG_DFL) }
    source.resume()
    return source
  }
}
