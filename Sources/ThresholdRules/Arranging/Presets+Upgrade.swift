public import ThresholdModel

/// What a start does about presets: makes those that are missing, and brings those of an older version up to date.
/// Source: reference, roles-and-resources §4.
extension Presets {
  /// The changes that a start commits, in an order in which each stands on those before it; empty when all is as it should be.
  ///
  /// A role or user of a preset's name that does not carry the label of presets was made by somebody, and is left alone.
  public static func changes(in world: World) -> [Change] {
    let missingOrOld = roles.compactMap { preset -> Change? in
      guard let stored = world.role(preset.name) else { return .put(.role(preset)) }
      let current = upgraded(stored, to: preset)
      return current == stored ? nil : .put(.role(current))
    }
    return missingOrOld + users.filter { world.user($0.name) == nil }.map { .put(.user($0)) }
  }

  /// A stored preset with what newer versions added: rules about resources that no rule of it mentions, allowed or denied,
  /// and labels of kinds that neither side says anything about. What somebody wrote, empty label maps too, stays.
  static func upgraded(_ stored: Role, to preset: Role) -> Role {
    guard ["preset", "system"].contains(stored.metadata.labels[labelKey]) else { return stored }
    var role = stored
    let mentioned = Set((stored.spec.allow.rules + stored.spec.deny.rules).flatMap(\.resources))
    for rule in preset.spec.allow.rules {
      var missing = rule
      missing.resources = rule.resources.filter { !mentioned.contains($0) }
      if !missing.resources.isEmpty { role.spec.allow.rules.append(missing) }
    }
    for (field, labels) in preset.spec.allow.labels where !stored.spec.allow.mentions(field) && !stored.spec.deny.mentions(field) {
      role.spec.allow.labels[field] = labels
    }
    return role
  }
}

extension RoleConditions {
  /// Whether a kind of resources is named, by a map (an empty one too) or an expression.
  fileprivate func mentions(_ field: LabelField) -> Bool { labels[field] != nil || labelExpressions[field] != nil }
}
