/// One field of a kind: where it stands, what it holds, who writes it.
public struct Field: Hashable, Sendable {
  /// What a field holds.
  public enum Shape: String, Hashable, Sendable, Codable {
    case text, bool, integer, duration, time
    /// A duration that may also be zero, negative or empty: all three mean "not set".
    case signedDuration
    /// Text, a whole number or a truth value: options that have had several forms.
    case scalar
    /// A text or the whole number that stands for it in numeric APIs.
    case textOrInteger
    /// A list of texts; a single text counts as a list of one.
    case texts
    /// Text to text: the labels of a resource.
    case labels
    /// Text to a text or a list of texts: a label map or traits.
    case selectors
    /// The same, where other systems write `null` for a key without values: such keys are left out.
    case traits
    /// A map whose fields stand in the table under this path.
    case object
    /// A list of such maps, written as `path[]` in the table.
    case objects
    /// Names to such maps, written as `path{}` in the table: `{"eu": {…}, "us": {…}}`.
    case namedObjects
    /// Anything that JSON can say, kept as it is; the limit is its size in bytes.
    case open
  }

  /// Who decides what the field holds.
  public enum Owner: String, Hashable, Sendable, Codable {
    case person
    /// The server; what a person writes here is accepted and dropped.
    case server
  }

  /// Whether this version does what the field says.
  public enum Support: String, Hashable, Sendable, Codable {
    case enforced
    /// The reference has it and this version would not act on it: refused by name when written,
    /// because a condition that is silently ignored is an open door.
    case notYet
    /// The reference has it; this version stores and shows it, and no decision depends on it.
    case kept
  }

  /// The dotted path from the top of the document; `[]` marks list items, `{}` entries under a name:
  /// `spec.owners[].name`, `spec.schedules{}.time`.
  public let path: String
  public let shape: Shape
  public let owner: Owner
  public let support: Support
  /// What the field is, for the reference pages and the API document.
  public let about: String
  /// The most items or characters allowed.
  public let limit: Int

  public init(_ path: String, _ shape: Shape, owner: Owner = .person, support: Support = .enforced, limit: Int? = nil, _ about: String) {
    self.path = path
    self.shape = shape
    self.owner = owner
    self.support = support
    self.about = about
    let usual =
      switch shape {
      case .text: 4096
      case .open: 65_536
      default: 1000
      }
    self.limit = limit ?? usual
  }

  /// Fields of a kind's `spec` that are stored and shown and that no decision depends on.
  public static func kept(_ names: [String]) -> [Field] {
    names.map { Field("spec.\($0)", .open, support: .kept, "kept as it is; this version does not act on it") }
  }

  /// Fields of the reference that this version refuses.
  public static func notYet(_ paths: [String]) -> [Field] {
    paths.map { Field($0, .object, support: .notYet, "not enforced yet; refused when written") }
  }
}
