import ThresholdModel

/// What a role's templates and expressions may know of a user.
struct Person: Sendable {
  let name: UserName
  /// The user's own traits with those that lists give.
  let traits: Traits

  /// The person as label expressions see them.
  var scope: UserScope { UserScope(name: name.text, traits: traits) }
}
