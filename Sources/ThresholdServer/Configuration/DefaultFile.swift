extension ServerConfiguration {
  /// A configuration file with every key at its default, explained: what `threshold configure` prints.
  public static var commentedFile: String {
    var lines = [
      "# Configuration of a Threshold server. Every key stands here with its default.",
      "# Start the server with `threshold start --config FILE`; `threshold start --config FILE --check` checks it.",
    ]
    var group = ""
    for setting in Setting.all {
      let parts = setting.path.split(separator: ".").map(String.init)
      let indent = parts.count > 1 ? "  " : ""
      if parts.count > 1, parts[0] != group {
        lines += ["", "\(parts[0]):"]
        group = parts[0]
      } else {
        lines.append("")
      }
      lines += setting.about.map { "\(indent)# \($0)" }
      lines.append("\(indent)\(parts[parts.count - 1]): \(setting.standard)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The table of `docs/reference/configuration.md`.
  static var referenceTable: String {
    let rows = Setting.all.map { setting in
      "| `\(setting.path)` | `\(setting.standard)` | \(setting.about.joined(separator: " ")) |"
    }
    return (["| Key | Default | What it does |", "|---|---|---|"] + rows).joined(separator: "\n")
  }
}
