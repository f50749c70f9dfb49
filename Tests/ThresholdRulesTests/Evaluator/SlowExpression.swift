import ThresholdModel

/// A label expression as a tree, with its text: what it means is told by the tree, so that no parser has a part in it.
///
/// Source: reference, roles-and-resources §3.3.
indirect enum SlowExpression: Sendable {
  case label(String, is: String)
  case labelByName(String, isNot: String)
  case userIs(String)
  case holdsLabel(trait: String, label: String)
  case anyOf(trait: String, [String])
  case allOf(trait: String, [String])
  case keysLike(String, value: String)
  case upper(trait: String, String)
  case replaced(trait: String, label: String)
  /// Cannot be evaluated for a user whose trait holds something that is no address.
  case mailbox(trait: String, String)
  /// Cannot be evaluated for anybody.
  case broken
  case not(SlowExpression)
  case both(SlowExpression, SlowExpression)
  case either(SlowExpression, SlowExpression)

  var text: String {
    switch self {
    case .label(let key, let value): #"labels["\#(key)"] == "\#(value)""#
    case .labelByName(let key, let value): #"labels.\#(key) != "\#(value)""#
    case .userIs(let name): #"user.metadata.name == "\#(name)""#
    case .holdsLabel(let trait, let label): #"contains(user.spec.traits["\#(trait)"], labels["\#(label)"])"#
    case .anyOf(let trait, let values): #"contains_any(user.spec.traits["\#(trait)"], set(\#(Self.quoted(values))))"#
    case .allOf(let trait, let values): #"contains_all(user.spec.traits["\#(trait)"], set(\#(Self.quoted(values))))"#
    case .keysLike(let pattern, let value): #"regexp.match(labels_matching("\#(pattern)"), "\#(value)")"#
    case .upper(let trait, let value): #"contains(strings.upper(user.spec.traits["\#(trait)"]), "\#(value)")"#
    case .replaced(let trait, let label):
      #"contains(regexp.replace(user.spec.traits["\#(trait)"], "^us-(.*)$", "$1"), labels["\#(label)"])"#
    case .mailbox(let trait, let value): #"contains(email.local(user.spec.traits["\#(trait)"]), "\#(value)")"#
    case .broken: "labels[\"env\"] =="
    case .not(let inner): "!(\(inner.text))"
    case .both(let left, let right): "(\(left.text)) && (\(right.text)) // both"
    case .either(let left, let right): "(\(left.text)) || (\(right.text))"
    }
  }

  /// A comment ends the line, so one stands only at the end of everything.
  var source: String { text.replacing(" // both", with: "") + (text.hasSuffix(" // both") ? " // both" : "") }

  /// Nil when it cannot be evaluated.
  func isTrue(_ labels: [String: String], _ traits: Traits, _ user: String) -> Bool? {
    switch self {
    case .label(let key, let value): return (labels[key] ?? "") == value
    case .labelByName(let key, let value): return (labels[key] ?? "") != value
    case .userIs(let name): return user == name
    case .holdsLabel(let trait, let label): return (traits[trait] ?? []).contains(labels[label] ?? "")
    case .anyOf(let trait, let values): return values.contains { (traits[trait] ?? []).contains($0) }
    case .allOf(let trait, let values): return !values.isEmpty && values.allSatisfy { (traits[trait] ?? []).contains($0) }
    case .keysLike(let pattern, let value):
      return labels.contains { SlowMatching.matches(pattern, $0.key) && SlowMatching.matches(value, $0.value) }
    case .upper(let trait, let value): return (traits[trait] ?? []).contains { $0.uppercased() == value }
    case .replaced(let trait, let label):
      return (traits[trait] ?? []).contains { $0.hasPrefix("us-") && String($0.dropFirst(3)) == labels[label] ?? "" }
    case .mailbox(let trait, let value):
      var isFound = false
      for address in traits[trait] ?? [] {
        guard let at = address.firstIndex(of: "@") else { return nil }
        if address[..<at] == value { isFound = true }
      }
      return isFound
    case .broken: return nil
    case .not(let inner): return inner.isTrue(labels, traits, user).map { !$0 }
    case .both(let left, let right):
      guard let first = left.isTrue(labels, traits, user) else { return nil }
      return first ? right.isTrue(labels, traits, user) : false
    case .either(let left, let right):
      guard let first = left.isTrue(labels, traits, user) else { return nil }
      return first ? true : right.isTrue(labels, traits, user)
    }
  }

  /// What cannot be read cannot be read in part.
  var isReadable: Bool {
    switch self {
    case .broken: false
    case .not(let inner): inner.isReadable
    case .both(let left, let right), .either(let left, let right): left.isReadable && right.isReadable
    default: true
    }
  }

  private static func quoted(_ values: [String]) -> String { values.map { "\"\($0)\"" }.joined(separator: ", ") }

  static func random(_ dice: inout Dice, depth: Int = 2) -> SlowExpression {
    if depth > 0, dice.oneIn(3) {
      let inner = random(&dice, depth: depth - 1)
      switch Int.random(in: 0..<3, using: &dice) {
      case 0: return .not(inner)
      case 1: return .both(inner, random(&dice, depth: depth - 1))
      default: return .either(inner, random(&dice, depth: depth - 1))
      }
    }
    let key = dice.pick(Facts.keys)
    let value = dice.pick(Facts.values)
    switch Int.random(in: 0..<13, using: &dice) {
    case 0, 1: return .label(key, is: value)
    case 2: return .labelByName(key, isNot: value)
    case 3: return .userIs(dice.pick(Facts.userNames).text)
    case 4: return .holdsLabel(trait: "env", label: key)
    case 5: return .anyOf(trait: "env", dice.some(of: Facts.values, atMost: 2))
    case 6: return .allOf(trait: "env", dice.some(of: Facts.values, atMost: 2))
    case 7: return .keysLike(dice.pick(["e*", "*", "team", "^te.*$"]), value: dice.pick(["*", "us-*", "test"]))
    case 8: return .upper(trait: "env", dice.pick(["TEST", "test"]))
    case 9: return .replaced(trait: "env", label: key)
    case 10: return .mailbox(trait: "mail", "ann")
    case 11: return dice.oneIn(4) ? .broken : .label(key, is: "prod")
    default: return .label(key, is: value)
    }
  }
}
