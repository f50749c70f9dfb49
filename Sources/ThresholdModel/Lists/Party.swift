/// Who owns a list or is a member of one: a user, or every valid member of another list.
/// Source: reference, lists-and-requests §1.1 and §2.1.
public enum Party: Hashable, Comparable, Sendable, CustomStringConvertible {
  case user(UserName)
  case list(ListName)

  public init(kind: MembershipKind, name: String) {
    self =
      switch kind {
      case .user: .user(UserName(name))
      case .list: .list(ListName(name))
      }
  }

  /// The name as written, without its kind.
  public var name: String {
    switch self {
    case .user(let user): user.text
    case .list(let list): list.text
    }
  }

  public var kind: MembershipKind {
    switch self {
    case .user: .user
    case .list: .list
    }
  }

  /// The user's name; nil for a list.
  public var user: UserName? { if case .user(let user) = self { user } else { nil } }
  /// The list's name; nil for a user.
  public var list: ListName? { if case .list(let list) = self { list } else { nil } }

  /// What two spellings of the name have in common: users are unique ignoring case, lists as written.
  public var keyText: String {
    switch self {
    case .user(let user): user.key.folded
    case .list(let list): list.text
    }
  }

  /// Whether both name the same: users ignoring case.
  public func isSame(as other: Party) -> Bool { kind == other.kind && keyText == other.keyText }

  /// By name; of equal names users come first.
  public static func < (left: Self, right: Self) -> Bool { (left.name, left.kind.number) < (right.name, right.kind.number) }
  /// For messages: ``user `olivia` `` or ``list `testers` ``, escaped.
  public var description: String { "\(kind.word) `\(name.escapedForDisplay)`" }
}

/// Whether an owner or member is a user or a list. Written as `MEMBERSHIP_KIND_USER` or
/// `MEMBERSHIP_KIND_LIST`; read from these, from their numbers (1, 2), and from nothing,
/// `MEMBERSHIP_KIND_UNSPECIFIED` or 0 as a user. Source: reference, lists-and-requests §2.1.
public enum MembershipKind: String, Hashable, Sendable, Codable, CaseIterable {
  case user = "MEMBERSHIP_KIND_USER"
  case list = "MEMBERSHIP_KIND_LIST"

  /// The number that stands for the kind in numeric APIs.
  public var number: Int64 { self == .user ? 1 : 2 }

  /// `user` or `list`: what command lines take.
  public var word: String { self == .user ? "user" : "list" }

  /// - Throws: ``Problem`` of kind `badParameter` for a kind that is not known: what is neither a user nor
  ///   a list must not count as either.
  public init(_ written: Value) throws(Problem) {
    switch written {
    case .null, .text(""), .text("MEMBERSHIP_KIND_UNSPECIFIED"), .integer(0), .text(Self.user.rawValue), .integer(1): self = .user
    case .text(Self.list.rawValue), .integer(2): self = .list
    default:
      throw Problem(
        .badParameter, "`\(written.written.escapedForDisplay)` is not a membership kind",
        hint: "write \(Self.user.rawValue) or \(Self.list.rawValue)", path: "membership_kind")
    }
  }

  public init(from decoder: any Decoder) throws {
    self = try Self(Value(from: decoder))
  }
}

extension Value {
  /// A scalar as a person wrote it, for messages.
  var written: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value
    case .list: "a list"
    case .map: "a map"
    }
  }
}
