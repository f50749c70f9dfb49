public import ArgumentParser
import Foundation
public import ThresholdModel

/// Exit statuses of every command line of the product; `tsh ssh` passes on what `ssh` ends with.
public enum ExitStatus {
  public static let success: Int32 = 0
  /// It could not be done.
  public static let failure: Int32 = 1
  /// The command line is wrong; nothing was done.
  public static let misuse: Int32 = 2
  /// A change, looked at before it is made, would give somebody something.
  public static let widens: Int32 = 3
  /// The person pressed Ctrl-C.
  public static let interrupted: Int32 = 130
}

/// A command line that says something impossible: flags that exclude each other, or one that is missing.
///
/// Thrown before anything is done; ends with ``ExitStatus/misuse``.
public struct Misuse: Error, CustomStringConvertible {
  public let problem: Problem

  public init(_ message: String, hint: String? = nil) { problem = Problem(.badParameter, message, hint: hint) }
  public var description: String { problem.description }

  /// Reads arguments: what can't be read is misuse, and nothing has been done yet.
  /// - Throws: ``Misuse`` for every ``Problem``.
  static func reading<Result>(_ read: () throws -> Result) throws -> Result {
    do { return try read() } catch let problem as Problem {
      throw Misuse(problem)
    }
  }

  /// A problem that comes from the command line itself.
  public init(_ problem: Problem) { self.problem = problem }
}

/// Runs a command line and turns whatever happens into words and an exit status.
public enum CommandRun {
  /// - Parameters:
  ///   - root: the command at the top.
  ///   - arguments: what was typed, without the program's name.
  ///   - flags: the flags that work anywhere.
  /// - Returns: the exit status; everything has been said.
  public static func run(_ root: any AsyncParsableCommand.Type, arguments: [String], flags: GlobalFlags) async -> Int32 {
    // A reader that goes away (`tsh ls | head -1`) must not end the process by a signal.
    signal(SIGPIPE, SIG_IGN)
    let arguments = flags.hoisted(arguments)
    do {
      let command = try root.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = command
        try command.run()
      }
      return ExitStatus.success
    } catch {
      return report(error, root: root, showsCause: arguments.prefix { $0 != "--" }.contains { ["-d", "--debug"].contains($0) })
    }
  }

  /// Says what went wrong on standard error.
  /// - Returns: the exit status for it.
  static func report(_ error: any Error, root: any AsyncParsableCommand.Type, showsCause: Bool = false) -> Int32 {
    let terminal = Terminal.current
    switch error {
    case let problem as Problem where problem == .interrupted: return ExitStatus.interrupted
    case let problem as Problem:
      terminal.fail(problem)
      if showsCause, let cause = problem.cause { terminal.note("  cause: \(cause.escapedForDisplay)") }
      return ExitStatus.failure
    case let misuse as Misuse:
      terminal.fail(misuse.problem)
      return ExitStatus.misuse
    case is CancellationError: return ExitStatus.interrupted
    case let code as ExitCode: return code.rawValue
    default: return reportParsing(error, root: root)
    }
  }

  /// What swift-argument-parser has to say: help, versions and completion scripts are results; the rest is misuse.
  private static func reportParsing(_ error: any Error, root: any AsyncParsableCommand.Type) -> Int32 {
    let terminal = Terminal.current
    guard root.exitCode(for: error) != .success else {
      terminal.print(root.fullMessage(for: error))
      return ExitStatus.success
    }
    let usage = root.fullMessage(for: error).split(separator: "\n").drop { !$0.hasPrefix("Usage:") }
    terminal.fail(Problem(.badParameter, sentence(root.message(for: error)), hint: usage.isEmpty ? nil : usage.joined(separator: "\n")))
    return root.exitCode(for: error) == .validationFailure ? ExitStatus.misuse : ExitStatus.failure
  }

  /// As all our messages are: one sentence in lower case without a final period.
  private static func sentence(_ message: String) -> String {
    var text = message.split(separator: "\n").first.map(String.init) ?? message
    while text.hasSuffix(".") { text.removeLast() }
    guard let first = text.first, text.dropFirst().first?.isLowercase == true else { return text }
    return first.lowercased() + text.dropFirst()
  }
}

extension Terminal {
  /// Says that something could not be done, and what to do: `ERROR: message`, and an indented hint.
  public func fail(_ problem: Problem) {
    let place = problem.path.map { "\($0): " } ?? ""
    note("ERROR: \(lines(place + problem.message))")
    if let hint = problem.hint { note("  \(lines(hint))") }
    if let seconds = problem.retryAfter, problem.hint == nil { note("  try again in \(seconds) s") }
  }

  /// Escapes all but line ends; following lines are indented.
  private func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).escapedForDisplay }.joined(separator: "\n  ")
  }
}
