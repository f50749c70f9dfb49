public import ThresholdModel

/// Changes whose effect is to be told before they are made. All of them are one change, in any order.
public struct PlanBody: Body, Hashable {
  /// A document to delete.
  public struct Deletion: Codable, Hashable, Sendable {
    public var kind: String
    public var name: String
    /// The list, for members.
    public var parent: String?

    public init(kind: String, name: String, parent: String? = nil) {
      self.kind = kind
      self.name = name
      self.parent = parent
    }
  }

  /// A list to change.
  public struct ListUpdate: Codable, Hashable, Sendable {
    public var list: ListName
    public var change: UpdateListBody

    public init(list: ListName, change: UpdateListBody) {
      self.list = list
      self.change = change
    }
  }

  /// Documents to write.
  public var documents: [DocumentBody]?
  /// Documents to delete; lists go with their members.
  public var deletions: [Deletion]?
  /// Lists to make, with their roles and members.
  public var lists: [CreateListBody]?
  /// Lists to change.
  public var listUpdates: [ListUpdate]?

  public init(
    documents: [DocumentBody]? = nil, deletions: [Deletion]? = nil, lists: [CreateListBody]? = nil, listUpdates: [ListUpdate]? = nil
  ) {
    self.listUpdates = listUpdates
    self.documents = documents
    self.deletions = deletions
    self.lists = lists
  }

  public static let example = PlanBody(
    documents: [.example], deletions: [Deletion(kind: "access_list_member", name: "max", parent: "5f2c…")], lists: [.example],
    listUpdates: [ListUpdate(list: "5f2c…", change: .example)])

  private enum CodingKeys: String, CodingKey {
    case documents, deletions, lists
    case listUpdates = "list_updates"
  }
}

extension AccessPlan: Body {
  public static let example: AccessPlan = {
    let end = Moment(seconds: 1_770_000_000)
    let row = PlannedAccess.Row(
      user: "max", kind: "node", name: "3f0c…", displayName: "web1", gained: [Principal(.logins, "ubuntu")],
      lost: [Principal(.logins, "root")], isNew: false, isGone: false)
    let rows = PlannedAccess(rows: [row], more: 0, gained: 1, lost: 1)
    let held = PlannedRoles.Row(
      user: "max", role: "dba", source: ToldSource(kind: .member, list: "5f2c…", request: "9c2f…", via: ["team"]), held: true, holds: true,
      heldUntil: end, holdsUntil: end, widens: false)
    return AccessPlan(
      widens: true, standing: rows, requestable: rows, roles: PlannedRoles(rows: [held], more: 0, gained: 0),
      notes: [PlannedNote(text: "role `dba` has other options", widens: true)], examined: 1, unexamined: 0)
  }()
}
