/// How a list is kept. Written as text in `spec.type`; cannot change after creation.
/// Source: reference, lists-and-requests §1 and §1.3.
public enum ListType: String, Hashable, Sendable, Codable, CaseIterable {
  /// Kept here and reviewed again and again: the default, written as nothing or as the older `dynamic`.
  case standard = ""
  /// Kept as code (Terraform), which would write back what is changed here.
  case `static`
  /// Kept by an identity provider through SCIM.
  case scim

  /// Whether the list is due for review at a date: the audit fields are filled in for these only.
  public var hasReviewDates: Bool { self == .standard }

  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(text: String) throws(Problem) {
    if text == "dynamic" {
      self = .standard
    } else if let known = ListType(rawValue: text) {
      self = known
    } else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a type of list", hint: "leave spec.type out, or write static or scim",
        path: "spec.type")
    }
  }

  public init(from decoder: any Decoder) throws {
    self = try Self(text: decoder.singleValueContainer().decode(String.self))
  }
}
