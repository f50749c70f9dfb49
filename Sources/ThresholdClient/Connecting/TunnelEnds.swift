import Foundation
public import NIOCore
import NIOPosix

/// What a tunnel carries bytes between on this machine. Every call waits for the one before it, and the next bytes are read only when
/// the last ones are on their way: that is all the back-pressure there is, and all it needs.
public protocol TunnelEnds: Sendable {
  /// The next bytes to send, at most ``TunnelFrame/largestPayload``; nil at the end.
  func read() async throws -> ByteBuffer?
  /// Hands on bytes that came.
  func write(_ bytes: ByteBuffer) async throws
  /// No bytes will come any more.
  func finishWriting() async
}

/// Standard input and output, or any two descriptors: pipes, sockets, terminals and files.
///
/// Reading waits in `poll` together with a wake-up pipe, since a blocked `read` can't be called off.
public final class DescriptorEnds: TunnelEnds {
  private let input: Int32
  private let output: Int32
  private let threads: NIOThreadPool
  private let wakeUp: (reading: Int32, writing: Int32)

  /// - Parameters: descriptors that stay the caller's, except that ``finishWriting()`` ends the output.
  public init(input: Int32, output: Int32) throws {
    var pair: [Int32] = [-1, -1]
    guard pipe(&pair) == 0 else { throw IOError(errnoCode: errno, reason: "pipe") }
    for descriptor in pair { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    wakeUp = (pair[0], pair[1])
    self.input = input
    self.output = output
    threads = NIOThreadPool(numberOfThreads: 2)
    threads.start()
  }

  deinit {
    close(wakeUp.reading)
    close(wakeUp.writing)
    threads.shutdownGracefully { _ in }
  }

  public func read() async throws -> ByteBuffer? {
    try await withTaskCancellationHandler {
      try await threads.runIfActive { try self.readNow() }
    } onCancel: {
      wake()
    }
  }

  public func write(_ bytes: ByteBuffer) async throws {
    try await withTaskCancellationHandler {
      try await threads.runIfActive { try self.writeNow(bytes) }
    } onCancel: {
      wake()
    }
  }

  public func finishWriting() async {
    // Replaced instead of closed, so that the number can't come to mean a file that somebody opens later.
    let nothing = open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard nothing >= 0 else { return }
    dup2(nothing, output)
    close(nothing)
  }

  /// Stays readable from then on, so that whoever waits is woken, now and later.
  private func wake() { _ = Foundation.write(wakeUp.writing, [1], 1) }

  private func readNow() throws -> ByteBuffer? {
    var buffer = ByteBufferAllocator().buffer(capacity: Self.piece)
    while true {
      guard try wait(for: input, POLLIN) else { throw CancellationError() }
      let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.piece) { space in
        let count = Foundation.read(input, space.baseAddress, Self.piece)
        if count < 0 && errno != EINTR && errno != EAGAIN { throw IOError(errnoCode: errno, reason: "read") }
        return max(0, count)
      }
      if count > 0 { return buffer }
      if count == 0 && errno != EINTR && errno != EAGAIN { return nil }
    }
  }

  private static let piece = 32 * 1024
  private static let surelyWritable = 4096

  private func writeNow(_ bytes: ByteBuffer) throws {
    var rest = bytes
    while rest.readableBytes > 0 {
      guard try wait(for: output, POLLOUT) else { throw CancellationError() }
      try rest.readWithUnsafeReadableBytes { pointer in
        // What `poll` calls writable takes this much without waiting (POSIX, PIPE_BUF); more could block beyond recall.
        let count = Foundation.write(output, pointer.baseAddress, min(pointer.count, Self.surelyWritable))
        if count < 0 && errno != EINTR && errno != EAGAIN { throw IOError(errnoCode: errno, reason: "write") }
        return max(0, count)
      }
    }
  }

  /// - Returns: false when the wait was called off.
  private func wait(for descriptor: Int32, _ events: some BinaryInteger) throws -> Bool {
    var waiting = [
      pollfd(fd: descriptor, events: Int16(events), revents: 0), pollfd(fd: wakeUp.reading, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&waiting, nfds_t(waiting.count), -1) < 0 {
      guard errno == EINTR else { throw IOError(errnoCode: errno, reason: "poll") }
    }
    return waiting[1].revents == 0
  }
}
