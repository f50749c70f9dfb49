import HashTreeCollections
import ThresholdModel

/// How lists may stand in each other. Source: reference, lists-and-requests §3.1.
extension Arrangement {
  /// The longest chain of lists, each a member of the next, counted in memberships.
  static let deepestNesting = 10

  /// The longest chain of parents above the parent, the membership itself, and the longest chain of
  /// members below the child are at most ``deepestNesting`` together; and the child does not contain the parent.
  func checkNesting(of child: ListName, asMemberOf parent: ListName) throws(Problem) {
    try checkCircle(child, in: parent, as: "is in")
    let depth = after.longestChain(from: parent, along: \.parentsByList) + 1 + after.longestChain(from: child, along: \.childrenByList)
    try check(depth: depth, of: child, "a member of", parent, at: "spec.name")
  }

  /// The longest chain of members below the owner is at most ``deepestNesting``; and the owner does not
  /// contain what it owns.
  func checkNesting(of owner: ListName, asOwnerOf owned: ListName) throws(Problem) {
    try checkCircle(owner, in: owned, as: "owns")
    try check(depth: after.longestChain(from: owner, along: \.childrenByList), of: owner, "an owner of", owned, at: "spec.owners.name")
  }

  private func check(
    depth: Int, of list: ListName, _ relation: String, _ other: ListName, at path: String
  ) throws(Problem) {
    guard depth <= Self.deepestNesting else {
      throw Problem(
        .badParameter,
        "list `\(list.text.escapedForDisplay)` cannot be \(relation) list `\(other.text.escapedForDisplay)`: lists would stand in each other "
          + "more than \(Self.deepestNesting) deep", hint: "name its members directly", path: path)
    }
  }

  /// Follows members and owners of the inner list down: the outer one must not be among them.
  private func checkCircle(_ inner: ListName, in outer: ListName, as relation: String) throws(Problem) {
    guard let way = after.way(from: outer, into: inner) else { return }
    let circle = "`\(inner.text.escapedForDisplay)` \(relation) `\(outer.text.escapedForDisplay)`" + way
    throw Problem(
      .badParameter, "lists cannot stand in a circle: \(circle)", hint: "take one of them out",
      path: relation == "owns" ? "spec.owners.name" : "spec.name")
  }
}

extension World {
  /// The longest chain of lists from a list, counted in steps, and no further than one step too many: so
  /// that neither a loop, which no rule lets in, nor a long chain in one change holds this up.
  fileprivate func longestChain(
    from start: ListName, along steps: KeyPath<World, TreeDictionary<ListName, TreeSet<ListName>>>
  ) -> Int {
    let next = self[keyPath: steps]
    var reached: Set<ListName> = [start]
    for length in 0...Arrangement.deepestNesting {
      reached = Set(reached.flatMap { next[$0] ?? [] }.filter { listsByName[$0] != nil })
      if reached.isEmpty { return length }
    }
    return Arrangement.deepestNesting + 1
  }

  /// How a list stands, as member or owner, inside another, in words: `` is in `b` owns `c` ``, from the
  /// list itself outwards; empty words when they are the same, nil when it does not.
  fileprivate func way(from list: ListName, into container: ListName) -> String? {
    // Breadth first, so that the way told is a shortest one.
    var words: [ListName: String] = [list: ""]
    var open = [list]
    while !open.isEmpty {
      var further: [ListName] = []
      for current in open {
        let known = words[current] ?? ""
        if current == container { return known }
        for (relation, outer) in [("is in", parentsByList[current]), ("owns", ownedByList[current])] {
          for list in (outer ?? []).sorted() where words[list] == nil && listsByName[list] != nil {
            words[list] = "\(known) \(relation) `\(list.text.escapedForDisplay)`"
            further.append(list)
          }
        }
      }
      open = further
    }
    return nil
  }
}
