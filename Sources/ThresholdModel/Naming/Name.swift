/// The name of one thing of one kind; names of different kinds do not mix.
///
/// Shape: the text as a person wrote it, for example `alice` or a UUID. A name carries no promise of
/// validity by itself: ``NameRule`` says what may be written.
public struct Name<Of>: Hashable, Sendable, Codable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The name as text.
  public let text: String

  /// Names a subject by text.
  public init(_ text: String) { self.text = text }
  public init(stringLiteral value: String) { text = value }

  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
  public var description: String { text }
}

/// The subjects that names are for; they exist as types only.
public enum Subject {
  public enum User {}
  public enum Role {}
  public enum Server {}
  public enum List {}
  public enum Request {}
  public enum SignIn {}
  public enum Lock {}
  public enum Token {}
  public enum Connection {}
  public enum Notice {}
}

/// A user's name, as written. Compare users by ``UserKey``.
public typealias UserName = Name<Subject.User>
public typealias RoleName = Name<Subject.Role>
/// A server's identity: a lower-case UUID that the cluster chose.
public typealias ServerID = Name<Subject.Server>
/// An access list's `metadata.name`.
public typealias ListName = Name<Subject.List>
/// An access request's `metadata.name`: a lower-case UUID.
public typealias RequestID = Name<Subject.Request>
/// A sign-in's identity: a lower-case UUID, carried by the certificates of that sign-in.
public typealias SignInID = Name<Subject.SignIn>
public typealias LockName = Name<Subject.Lock>
/// The SHA-256 of a join token, in lower-case hexadecimal; the token itself is never kept.
public typealias TokenHash = Name<Subject.Token>
/// One open connection through a gateway: a lower-case UUID, `sid` on the audit log.
public typealias ConnectionID = Name<Subject.Connection>
/// What a notice tells, as a name that follows from it: told once.
public typealias NoticeID = Name<Subject.Notice>

/// What two spellings of one user's name have in common: users are unique ignoring case.
public struct UserKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name in lower case. User names are ASCII (``NameRule/user``), so this is also their NFC form.
  public let folded: String

  public init(_ name: UserName) { folded = name.text.lowercased() }
  public static func < (left: Self, right: Self) -> Bool { left.folded < right.folded }
  public var description: String { folded }
}

extension Name where Of == Subject.User {
  /// The key under which this user is found.
  public var key: UserKey { UserKey(self) }
}
