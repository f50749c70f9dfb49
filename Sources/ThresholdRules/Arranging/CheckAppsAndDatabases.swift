import ThresholdModel

extension Arrangement {
  /// An app: a name that can be part of a host name, an address whose scheme says what it is.
  /// Source: reference, roles-and-resources §6.
  func check(_ app: App) throws(Problem) {
    try NameRule.checkAppName(app.name, at: "metadata.name")
    try LabelCheck.check(app.spec.dynamicLabels, at: "spec.dynamic_labels")
    guard let flavor = app.flavor else {
      guard app.spec.cloud.isEmpty else {
        throw Problem(
          .badParameter, "`\(app.spec.cloud.escapedForDisplay)` is not a cloud", hint: "write AWS, Azure or GCP", path: "spec.cloud")
      }
      throw Problem(
        .badParameter, "`\(app.spec.uri.escapedForDisplay)` is not the address of an app",
        hint: "begin it with http://, https://, tcp://, mcp+stdio://, mcp+http://, mcp+https://, mcp+sse+http:// or mcp+sse+https://",
        path: "spec.uri")
    }
    if !app.spec.publicAddress.isEmpty { try NameRule.hostname.check(app.spec.publicAddress, at: "spec.public_addr") }
    guard app.spec.tcpPorts.isEmpty || flavor == .tcp else {
      throw Problem(.badParameter, "only an app with a tcp:// address has ports", hint: "leave tcp_ports out", path: "spec.tcp_ports")
    }
    for range in app.spec.tcpPorts {
      guard (1...65_535).contains(range.port), range.endPort == 0 || (range.port...65_535).contains(range.endPort) else {
        throw Problem(
          .badParameter, "\(range.port) to \(range.endPort) is not a range of ports", hint: "write ports from 1 to 65535, the lower first",
          path: "spec.tcp_ports")
      }
    }
    guard flavor != .mcp(.standardIO) || !(app.spec.mcp?.command ?? "").isEmpty else {
      throw Problem(
        .badParameter, "an MCP server over standard input and output needs a command", hint: "set spec.mcp.command",
        path: "spec.mcp.command")
    }
  }

  /// A database: a name, a protocol, an address. A protocol that is not known is taken too; users and
  /// names are both checked for it, see ``DatabaseEngine``.
  func check(_ database: Database) throws(Problem) {
    try Self.checkNoSubKind(database.subKind, of: .database)
    try NameRule.database.check(database.name, at: "metadata.name")
    try LabelCheck.check(database.spec.dynamicLabels, at: "spec.dynamic_labels")
    try NameRule.databaseProtocol.check(database.spec.wireProtocol, at: "spec.protocol")
    guard !database.spec.uri.isEmpty, !database.spec.uri.contains(where: \.isWhitespace) else {
      throw Problem(
        .badParameter, "`\(database.spec.uri.escapedForDisplay)` is not the address of a database", hint: "write host:port, or a URI",
        path: "spec.uri")
    }
  }
}
