import ThresholdModel

/// The person's editor, run on this terminal.
struct Editor {
  /// As the environment gives it; may have arguments: `code --wait`.
  let command: String

  init(environment: [String: String]) {
    let wishes = ["TELEPORT_EDITOR", "VISUAL", "EDITOR"].compactMap { environment[$0] }
    command = wishes.first { !$0.allSatisfy(\.isWhitespace) } ?? "vi"
  }

  /// Opens a file and waits until the editor is done.
  /// - Throws: ``Problem`` of kind `unavailable` when it cannot be started or ends with an error.
  func open(_ path: String) async throws(Problem) {
    // The path is an argument, not part of the command, so that nothing in it is read by the shell.
    let status = try await ChildProgram(name: "/bin/sh", arguments: ["-c", "\(command) \"$1\"", "sh", path]).run()
    guard status == 0 else {
      throw Problem(
        .unavailable, "the editor `\(command.escapedForDisplay)` ended with an error, so nothing is written",
        hint: "choose another: EDITOR=nano")
    }
  }
}
