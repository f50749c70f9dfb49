/// Flags that work anywhere on a command line.
///
/// swift-argument-parser takes a subcommand's options only after the subcommand's name. So before it parses, the global
/// flags are moved behind the command's other arguments. Looking stops at `--`, and at the host of a command that
/// passes the rest on (`tsh ssh host ls -l`): what follows belongs to the remote command and gets a `--` before it.
public struct GlobalFlags: Sendable {
  /// Flags without a value, for example `--insecure`.
  public let switches: Set<String>
  /// Flags with one, for example `--proxy`.
  public let options: Set<String>
  /// Commands whose first positional argument ends their own arguments, by name: the options of theirs that take a value.
  public let passthroughs: [String: Set<String>]

  public init(switches: Set<String>, options: Set<String>, passthroughs: [String: Set<String>] = [:]) {
    self.switches = switches
    self.options = options
    self.passthroughs = passthroughs
  }

  /// The arguments as the parser takes them.
  public func hoisted(_ arguments: [String]) -> [String] {
    var kept: [String] = []
    var moved: [String] = []
    var rest = ArraySlice(arguments)
    var passthrough: Set<String>?
    var command: String?
    while let argument = rest.popFirst() {
      if argument == "--" {
        return kept + moved + [argument] + rest
      } else if switches.contains(argument) {
        moved.append(argument)
      } else if options.contains(argument) {
        moved.append(argument)
        if let value = rest.popFirst() { moved.append(value) }
      } else if options.contains(where: { joins(argument, to: $0) }) {
        moved.append(contentsOf: separated(argument))
      } else if argument.hasPrefix("-") && argument != "-" {
        kept.append(argument)
        if passthrough?.contains(argument) == true, let value = rest.popFirst() { kept.append(value) }
      } else if passthrough != nil {
        return kept + moved + ["--", argument] + rest
      } else {
        kept.append(argument)
        if command == nil {
          command = argument
          passthrough = passthroughs[argument]
        }
      }
    }
    return kept + moved
  }

  /// `--proxy=x`, or a short option with its value behind it: `-lroot`.
  private func joins(_ argument: String, to option: String) -> Bool {
    option.hasPrefix("--") ? argument.hasPrefix(option + "=") : argument.hasPrefix(option) && !argument.hasPrefix("--")
  }

  private func separated(_ argument: String) -> [String] {
    argument.hasPrefix("--") ? [argument] : [String(argument.prefix(2)), String(argument.dropFirst(2))]
  }
}
