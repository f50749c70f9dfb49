import Foundation
public import ThresholdModel
import Yams

/// Everything that is wrong with a configuration, at once.
public struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// One thing that is wrong.
  public struct Item: Hashable, Sendable {
    /// Where: a line of the file, or the flag.
    public let place: String
    public let message: String
    public let hint: String?
  }

  public let items: [Item]

  /// Whether every one of them comes from a flag, so that the command line is wrong and no file.
  public var isMisuse: Bool { items.allSatisfy { $0.place.hasPrefix("--") } }

  /// One line each.
  public var description: String {
    items.map { item in "\(item.place): \(item.message)" + (item.hint.map { " (\($0))" } ?? "") }.joined(separator: "\n")
  }

  /// The same as one problem, for the command line.
  public var problem: Problem {
    Problem(
      .badParameter, items.count == 1 ? description : "the configuration has \(items.count) errors:\n\(description)",
      hint: "`threshold configure` prints a commented configuration")
  }
}

extension ServerConfiguration {
  /// What the command line sets; each flag overrides the file.
  public struct Flags: Sendable, Hashable {
    public var dataDirectory: String?
    public var listen: String?
    public var publicAddress: String?
    public var clusterName: String?
    public var isDevelopment: Bool

    public init(
      dataDirectory: String? = nil, listen: String? = nil, publicAddress: String? = nil, clusterName: String? = nil,
      isDevelopment: Bool = false
    ) {
      self.dataDirectory = dataDirectory
      self.listen = listen
      self.publicAddress = publicAddress
      self.clusterName = clusterName
      self.isDevelopment = isDevelopment
    }

    fileprivate var settings: [(flag: String, path: String, text: String?)] {
      [
        ("--data-dir", "data_dir", dataDirectory), ("--listen", "listen_addr", listen), ("--public-addr", "public_addr", publicAddress),
        ("--cluster-name", "cluster_name", clusterName),
      ]
    }
  }

  /// The largest configuration file that is read, in bytes.
  private static let largestFile = 1024 * 1024

  /// Reads a configuration file, then the flags.
  /// - Parameter file: nil reads none.
  /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
  public static func read(file: String?, flags: Flags) throws(ConfigurationErrors) -> ServerConfiguration {
    guard let file else { return try read(text: "", named: "", flags: flags) }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ConfigurationErrors(items: [.init(place: file.escapedForDisplay, message: "the file cannot be read", hint: nil)])
    }
    guard data.count <= largestFile, let text = String(data: data, encoding: .utf8) else {
      throw ConfigurationErrors(items: [.init(place: file.escapedForDisplay, message: "the file is not a text of at most 1 MiB", hint: nil)]
      )
    }
    return try read(text: text, named: file.escapedForDisplay, flags: flags)
  }

  /// Reads configuration text, then the flags.
  /// - Parameter name: what the errors call the text.
  /// - Throws: ``ConfigurationErrors`` with everything that is wrong.
  public static func read(text: String, named name: String, flags: Flags = Flags()) throws(ConfigurationErrors) -> ServerConfiguration {
    var configuration = flags.isDevelopment ? development : ServerConfiguration()
    var items: [ConfigurationErrors.Item] = []
    for entry in ConfigurationFile.entries(of: text) {
      let place = "\(name):\(entry.line)"
      switch entry.finding {
      case .setting(let setting, let content):
        attempt(place, &items) { () throws(Problem) in try setting.apply(&configuration, content) }
      case .problem(let problem): items.append(.init(place: place, message: problem.message, hint: problem.hint))
      }
    }
    for (flag, path, text) in flags.settings {
      guard let text, let setting = Setting.all.first(where: { $0.path == path }) else { continue }
      attempt(flag, &items) { () throws(Problem) in try setting.apply(&configuration, .scalar(text)) }
    }
    if configuration.isDevelopment, !configuration.listen.isLoopback {
      items.append(
        .init(
          place: flags.listen == nil ? "\(name): listen_addr" : "--listen",
          message: "`--dev` listens on loopback only, not on `\(configuration.listen)`",
          hint: "use 127.0.0.1:\(configuration.listen.port), or leave `--dev` out"))
    }
    guard items.isEmpty else { throw ConfigurationErrors(items: items) }
    return configuration
  }

  private static func attempt(_ place: String, _ items: inout [ConfigurationErrors.Item], _ body: () throws(Problem) -> Void) {
    do throws(Problem) { try body() } catch { items.append(.init(place: place, message: error.message, hint: error.hint)) }
  }
}

/// A configuration file as lines that mean something.
private enum ConfigurationFile {
  struct Entry {
    enum Finding {
      case setting(Setting, Setting.Content)
      case problem(Problem)
    }

    let line: Int
    let finding: Finding
  }

  static func entries(of text: String) -> [Entry] {
    do {
      guard let root = try Yams.compose(yaml: text) else { return [] }
      if root.isNothing { return [] }
      guard case .mapping(let mapping) = root else {
        return [problem(root.line, "the configuration must be a map of keys")]
      }
      return entries(of: mapping, under: "")
    } catch let error as YamlError {
      return [problem(for: error)]
    } catch {
      return [problem(1, "the file is not YAML")]
    }
  }

  private static func entries(of mapping: Node.Mapping, under parent: String) -> [Entry] {
    mapping.flatMap { key, node -> [Entry] in
      let name = key.string ?? "?"
      let path = parent.isEmpty ? name : "\(parent).\(name)"
      if let setting = Setting.all.first(where: { $0.path == path }) {
        guard let content = content(of: node) else { return [problem(key.line, "`\(path)` takes a value or a list of values")] }
        return [Entry(line: key.line, finding: .setting(setting, content))]
      }
      let isGroup = Setting.all.contains { $0.path.hasPrefix("\(path).") }
      switch node {
      case .mapping(let inner) where isGroup: return entries(of: inner, under: path)
      case _ where isGroup && node.isNothing: return []
      case _ where isGroup: return [problem(key.line, "`\(path)` must be a map of keys")]
      default: return [problem(key.line, "`\(path.escapedForDisplay)` is not a key of the configuration", hint: suggestion(for: path))]
      }
    }
  }

  private static func content(of node: Node) -> Setting.Content? {
    switch node {
    case .scalar(let scalar): return .scalar(node.isNothing ? "" : scalar.string)
    case .sequence(let items):
      let texts = items.compactMap(\.scalar?.string)
      if texts.count == items.count { return .list(texts) }
      let maps = items.compactMap(map)
      return maps.count == items.count ? .maps(maps) : nil
    case .mapping, .alias: return nil
    }
  }

  /// A map whose values are scalars and lists of scalars; nil for anything deeper.
  private static func map(_ node: Node) -> [String: Setting.Content]? {
    guard case .mapping(let mapping) = node else { return nil }
    var entries: [String: Setting.Content] = [:]
    for (key, value) in mapping {
      guard let name = key.string, let content = content(of: value) else { return nil }
      if case .maps = content { return nil }
      entries[name] = content
    }
    return entries
  }

  private static func suggestion(for path: String) -> String? {
    let last = path.split(separator: ".").last.map(String.init) ?? path
    let near = Setting.all.map(\.path).first { known in
      let name = known.split(separator: ".").last.map(String.init) ?? known
      return name == last || name.hasPrefix(last) || last.hasPrefix(name)
    }
    return near.map { "did you mean `\($0)`?" }
  }

  private static func problem(_ line: Int, _ message: String, hint: String? = nil) -> Entry {
    Entry(line: line, finding: .problem(Problem(.badParameter, message, hint: hint)))
  }

  private static func problem(for error: YamlError) -> Entry {
    switch error {
    case .scanner(_, let words, let mark, _), .parser(_, let words, let mark, _), .composer(_, let words, let mark, _):
      problem(mark.line, "the file is not YAML: \(words.escapedForDisplay)")
    case .duplicatedKeysInMapping(let keys, let context):
      problem(context.mark.line, "`\(keys.joined(separator: ", ").escapedForDisplay)` stands there twice")
    default: problem(1, "the file is not YAML")
    }
  }
}

extension Node {
  fileprivate var line: Int { mark?.line ?? 1 }

  /// Whether nothing stands there: `key:` or `key: null`.
  fileprivate var isNothing: Bool {
    guard case .scalar(let scalar) = self, scalar.style == .plain else { return false }
    return ["", "~", "null"].contains(scalar.string)
  }
}
