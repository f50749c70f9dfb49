import Foundation
public import ThresholdAPI
public import ThresholdModel

/// Where a command reads and writes: results on standard output, everything else on standard error.
///
/// Commands reach it through ``current``; a test binds another one for the length of a run.
public struct Terminal: Sendable {
  @TaskLocal public static var current = Terminal.process

  public let environment: [String: String]
  /// Whether somebody can be asked: standard input and standard error are terminals.
  public let isInteractive: Bool
  /// Whether standard output may carry colours: a terminal, without `NO_COLOR` and not `TERM=dumb`.
  public let hasColors: Bool
  private let output: @Sendable (String) -> Void
  private let errors: @Sendable (String) -> Void
  private let line: @Sendable (_ hidden: Bool) throws -> String?

  /// - Parameters:
  ///   - output: takes results, whole lines.
  ///   - errors: takes everything else, whole lines or prompts.
  ///   - line: reads one line without its end; hidden means without showing what is typed. Nil at the end of the input.
  public init(
    environment: [String: String], isInteractive: Bool, hasColors: Bool = false, output: @escaping @Sendable (String) -> Void,
    errors: @escaping @Sendable (String) -> Void, line: @escaping @Sendable (_ hidden: Bool) throws -> String?
  ) {
    self.environment = environment
    self.isInteractive = isInteractive
    self.hasColors = hasColors
    self.output = output
    self.errors = errors
    self.line = line
  }

  /// The terminal of this process.
  public static let process = Terminal(
    environment: ProcessInfo.processInfo.environment,
    isInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
    hasColors: isatty(STDOUT_FILENO) == 1 && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
      && ProcessInfo.processInfo.environment["TERM"] != "dumb",
    output: { FileOutput.write($0, to: STDOUT_FILENO) },
    errors: { FileOutput.write($0, to: STDERR_FILENO) },
    line: { hidden in try hidden && isatty(STDIN_FILENO) == 1 ? HiddenLine.read() : LineInput.read() })

  /// Prints a result. The text must be safe to show: escape what comes from data.
  public func print(_ text: String) { output(text + "\n") }

  /// Prints a result that has no line end of its own; a person at a terminal still gets one.
  public func print(withoutLineEnd text: String) { output(isInteractive ? text + "\n" : text) }

  /// Tells the person something that is no result.
  public func note(_ text: String) { errors(text + "\n") }

  /// Tells the person something that needs attention.
  public func warn(_ text: String) { errors("WARNING: \(text)\n") }

  /// Asks for a line.
  /// - Throws: ``Problem`` when nobody can be asked, or nothing is answered.
  public func ask(_ question: String) throws(Problem) -> String {
    try typed(question, hidden: false)
  }

  /// Asks for a secret without showing it.
  /// - Throws: ``Problem`` when nobody can be asked, or nothing is answered.
  public func askSecret(_ question: String) throws(Problem) -> Secret {
    Secret(try typed(question, hidden: true))
  }

  /// A secret from the person: asked for on a terminal, else one line of standard input.
  /// - Throws: ``Problem`` when there is none.
  public func secret(_ question: String) throws(Problem) -> Secret {
    if isInteractive { return try askSecret(question) }
    return try secretLine()
  }

  /// One line of standard input, for `--password-stdin` and where there is no terminal.
  /// - Throws: ``Problem`` when the input is empty.
  public func secretLine() throws(Problem) -> Secret {
    guard let text = try read(hidden: true), !text.isEmpty else {
      throw Problem(.badParameter, "there is no secret on standard input", hint: "pipe one line into the command, or run it on a terminal")
    }
    return Secret(text)
  }

  /// Asks a question that only `y` or `yes` affirms; without a terminal the answer is no.
  public func confirm(_ question: String) throws(Problem) -> Bool {
    guard isInteractive else { return false }
    errors("\(question) [y/N] ")
    return ["y", "yes"].contains(try read(hidden: false)?.trimmingCharacters(in: .whitespaces).lowercased() ?? "")
  }

  private func typed(_ question: String, hidden: Bool) throws(Problem) -> String {
    guard isInteractive else {
      throw Problem(.badParameter, "this needs an answer and there is no terminal to ask on", hint: "run it on a terminal")
    }
    errors("\(question) ")
    guard let text = try read(hidden: hidden), !text.isEmpty else {
      throw Problem(.badParameter, "nothing was entered")
    }
    return text
  }

  private func read(hidden: Bool) throws(Problem) -> String? {
    do { return try line(hidden) } catch let problem as Problem { throw problem } catch {
      throw Problem(.unavailable, "standard input can't be read", cause: "\(error)")
    }
  }
}

/// Writes whole texts to a descriptor. Nobody may be reading any more (`tsh ls | head -1`): then the text is dropped.
enum FileOutput {
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = ArraySlice(Array(text.utf8))
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, -1)
        continue
      }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}

/// Reads one line byte by byte, so that what follows it stays for whoever reads next (`ssh` after a prompt).
enum LineInput {
  /// The longest line, in bytes.
  static let longest = 64 * 1024

  static func read(_ next: () -> UInt8? = nextByte) throws(Problem) -> String? {
    var bytes: [UInt8] = []
    while let byte = next(), byte != UInt8(ascii: "\n") {
      bytes.append(byte)
      guard bytes.count <= longest else {
        throw Problem(.limitExceeded, "a line of standard input is longer than \(longest) bytes")
      }
      if byte == 0 { throw Problem(.badParameter, "standard input holds a zero byte") }
    }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem(.badParameter, "standard input is not UTF-8 text")
    }
    return text
  }

  static func nextByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = Foundation.read(STDIN_FILENO, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      return count == 1 ? byte : nil
    }
  }
}
