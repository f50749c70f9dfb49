import ArgumentParser
import ThresholdModel

/// A flag's value that lists several: `alice,bob`. Blanks around the commas don't count; an empty text is an empty list.
struct CommaList: ExpressibleByArgument, Hashable {
  let items: [String]

  init(argument: String) {
    items = ValueList.parse(argument)
  }

  var users: [UserName] { items.map { UserName($0) } }
  var roles: [RoleName] { items.map { RoleName($0) } }
}

/// A flag's value of keys and values: `env=test,team=web`. A key may come several times, for several values.
struct PairList: ExpressibleByArgument, Hashable {
  /// In the order of the line.
  let pairs: [(key: String, value: String)]

  init?(argument: String) {
    var pairs: [(key: String, value: String)] = []
    for item in ValueList.parse(argument) {
      // The key ends at the first `=`: values may hold more of them, keys may not.
      guard let end = item.firstIndex(of: "="), end != item.startIndex else { return nil }
      pairs.append((String(item[..<end]), String(item[item.index(after: end)...])))
    }
    self.pairs = pairs
  }

  /// Every key with all its values.
  var lists: [String: [String]] { Dictionary(pairs.map { ($0.key, [$0.value]) }, uniquingKeysWith: +) }

  /// As ``lists``, but `key=` asks for the key with any value.
  var requirements: [String: [String]] { lists.mapValues { $0.filter { !$0.isEmpty } } }

  /// Every key with its one value.
  /// - Throws: ``Misuse`` when a key comes twice: a label has one value.
  func labels(_ flag: String) throws -> [String: String] {
    for (key, values) in lists where values.count > 1 {
      throw Misuse("\(flag) gives `\(key.escapedForDisplay)` twice", hint: "write every label once: \(flag) env=test,team=web")
    }
    return Dictionary(pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  static func == (left: PairList, right: PairList) -> Bool {
    left.pairs.elementsEqual(right.pairs, by: { $0.key == $1.key && $0.value == $1.value })
  }

  func hash(into hasher: inout Hasher) {
    for pair in pairs {
      hasher.combine(pair.key)
      hasher.combine(pair.value)
    }
  }
}

/// A length of time as a flag's value: `8h`, `90m`, `1h30m`.
struct SpanArgument: ExpressibleByArgument, Hashable {
  let span: Span

  init(_ span: Span) { self.span = span }

  init?(argument: String) {
    guard let span = try? Span(text: argument), span > .zero else { return nil }
    self.span = span
  }
}

/// A moment as a flag's value, RFC 3339: `2026-01-31T15:04:05Z`.
struct MomentArgument: ExpressibleByArgument, Hashable {
  let moment: Moment

  init?(argument: String) {
    guard let moment = try? Moment(rfc3339: argument) else { return nil }
    self.moment = moment
  }
}
