import HashTreeCollections
public import ThresholdModel

/// What owners and members may do with their list without any rule. Source: reference, lists-and-requests §3.5.
extension World {
  /// Whether a user owns a list now: named or as a valid member of a list that owns it, meeting what the
  /// list asks of its owners, existing and not locked.
  public func isOwner(_ user: UserName, of list: ListName, at now: Moment) -> Bool {
    listStanding(of: user, at: now).ownerships[list] != nil
  }

  /// Whether a user is a member of a list now, of its own or through a list inside it.
  public func isMember(_ user: UserName, of list: ListName, at now: Moment) -> Bool {
    listStanding(of: user, at: now).memberships[list] != nil
  }

  /// Whether a user may see a list: its owners, its members, and whoever may read lists. For others it
  /// does not exist.
  public func maySee(_ user: UserName, list: ListName, at now: Moment) -> Bool {
    guard listsByName[list] != nil else { return false }
    if may(user, .read, AccessList.kind, at: now) { return true }
    let standing = listStanding(of: user, at: now)
    return standing.ownerships[list] != nil || standing.memberships[list] != nil
  }

  /// The lists that a user may see, sorted by name. Found from the user and not by a walk over all lists,
  /// unless they may read them all.
  public func visibleLists(to user: UserName, at now: Moment) -> [AccessList] {
    may(user, .read, AccessList.kind, at: now) ? lists : listsConcerning(user, at: now)
  }

  /// Whether a user may do something to the members of a list: its owners, and whoever holds the right on
  /// members, or may read (to look) or update (to change) lists. Members see neither the others nor how many.
  public func mayWithMembers(_ user: UserName, _ verb: Verb, of list: ListName, at now: Moment) -> Bool {
    guard listsByName[list] != nil else { return false }
    if isOwner(user, of: list, at: now) { return [.list, .read, .create, .update, .delete].contains(verb) }
    guard !isDenied(user, verb, Member.kind, at: now) else { return false }
    let onList: Verb = verb == .list || verb == .read ? .read : .update
    return may(user, verb, Member.kind, at: now) || may(user, onList, AccessList.kind, at: now)
  }

  /// Whether a user may review a list: its owners, and whoever may update lists.
  public func mayReviewList(_ user: UserName, _ list: ListName, at now: Moment) -> Bool {
    guard listsByName[list] != nil else { return false }
    return isOwner(user, of: list, at: now) || may(user, .update, AccessList.kind, at: now)
  }

  /// Whether a user may change a part of a list: everything with the right to update lists; its owners what
  /// is asked of members, and nothing else.
  public func mayEdit(_ user: UserName, _ part: ListPart, of list: ListName, at now: Moment) -> Bool {
    guard listsByName[list] != nil else { return false }
    if may(user, .update, AccessList.kind, at: now) { return true }
    return part == .membershipRequires && isOwner(user, of: list, at: now)
  }

  /// Checks that a user may write a list as it would be stored.
  /// - Throws: ``Problem`` of kind `notFound` when the list exists and they may not know of it,
  ///   `accessDenied` naming the first part that they may not change, or when they may not create lists.
  public func checkWrite(of list: AccessList, by user: UserName, at now: Moment) throws(Problem) {
    guard let stored = listsByName[list.name] else {
      guard may(user, .create, AccessList.kind, at: now) else {
        throw Problem(.accessDenied, "you may not create access lists", hint: "ask for a role with the right `create` on `access_list`")
      }
      return
    }
    guard maySee(user, list: list.name, at: now) else { throw Problem.notFound("access list", list.name.text) }
    let isFree = may(user, .update, AccessList.kind, at: now)
    let isOwned = isOwner(user, of: list.name, at: now)
    guard isFree || isOwned else { throw Self.mayNotEdit(list.name) }
    let written = Record.list(completed(list, at: now)).normalized
    guard case .list(let after) = written, !isFree else { return }
    for part in ListPart.allCases where part != .membershipRequires && part.differs(stored, after) {
      throw Problem(
        .accessDenied, "owners may change the members of a list and what is asked of them, not its \(part.words)",
        hint: "ask somebody with the right `update` on `access_list`", path: part.path)
    }
  }

  private static func mayNotEdit(_ list: ListName) -> Problem {
    Problem(.accessDenied, "you may not change access list `\(list.text.escapedForDisplay)`", hint: "ask one of its owners")
  }
}

/// The parts of a list that rights are about.
public enum ListPart: String, Sendable, Hashable, CaseIterable {
  case metadata, type, title, description, owners, audit
  case membershipRequires = "membership_requires"
  case ownershipRequires = "ownership_requires"
  case grants
  case ownerGrants = "owner_grants"

  /// Where the part stands in the document.
  public var path: String { self == .metadata ? "metadata" : "spec.\(rawValue)" }

  /// The part's name in a sentence.
  var words: String { rawValue.replacing("_", with: " ") }

  /// Whether two lists differ in it; a revision says nothing about the list.
  func differs(_ left: AccessList, _ right: AccessList) -> Bool {
    let (old, new) = (left.spec, right.spec)
    switch self {
    case .metadata:
      var (one, other) = (left.metadata, right.metadata)
      (one.revision, other.revision) = ("", "")
      return one != other
    case .type: return old.type != new.type
    case .title: return old.title != new.title
    case .description: return old.description != new.description
    case .owners: return old.owners != new.owners
    case .audit: return old.audit != new.audit
    case .membershipRequires: return old.membershipRequires != new.membershipRequires
    case .ownershipRequires: return old.ownershipRequires != new.ownershipRequires
    case .grants: return old.grants != new.grants
    case .ownerGrants: return old.ownerGrants != new.ownerGrants
    }
  }
}
