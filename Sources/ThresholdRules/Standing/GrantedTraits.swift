import ThresholdModel

/// A user's traits with those that their lists add, each value once and byte for byte: first the user's
/// own, then in the order of adding. Source: reference, lists-and-requests §3.4.
struct GrantedTraits {
  /// Until when a value is granted, by trait; the user's own are not in it.
  private var ends: [String: [ExactText: Moment]] = [:]
  private let own: Traits
  private(set) var all: Traits

  init(to user: User) {
    own = user.spec.traits
    all = own
  }

  mutating func add(_ traits: Traits, until end: Moment) {
    for (key, values) in traits {
      // A trait whose name is equal in Swift's eyes but other bytes is another trait, and cannot stand beside it.
      guard all[key] == nil || all.exactValues(key) != nil else { continue }
      // A trait without values is held, too.
      if all[key] == nil { all[key] = [] }
      for value in values where !(own.exactValues(key) ?? []).contains(where: { $0.isExactly(value) }) {
        let known = ends[key]?[ExactText(value)]
        if known == nil { all[key]?.append(value) }
        ends[key, default: [:]][ExactText(value)] = max(known ?? end, end)
      }
    }
  }

  /// When the first of the values that lists add goes.
  var until: Moment { ends.values.lazy.flatMap(\.values).min() ?? .never }
}
