import ThresholdModel
import ThresholdRules

/// The kinds that are read and written as documents, and what each means for the World and the log.
enum DocumentKind: String, CaseIterable {
  case user, role, lock
  case server = "node"
  case list = "access_list"
  case member = "access_list_member"
  case request = "access_request"

  /// - Throws: ``Problem`` of kind `badParameter` that lists the kinds.
  init(text: String) throws(Problem) {
    guard let kind = Self(rawValue: text) else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a kind of document",
        hint: "one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))", path: "kind")
    }
    self = kind
  }

  /// The kind under which rights are asked: members belong to their list.
  var rightsKind: String { self == .member ? Self.list.rawValue : rawValue }

  /// Reads a document of this kind.
  func record(reading value: Value) throws(Problem) -> Record {
    switch self {
    case .user: .user(try User(reading: value))
    case .role: .role(try Role(reading: value))
    case .lock: .lock(try Lock(reading: value))
    case .server: .server(try Server(reading: value))
    case .list: .list(try AccessList(reading: value))
    case .member: .member(try Member(reading: value))
    case .request:
      throw Problem(.badParameter, "access requests are not written as documents", hint: "tsh request create --resource …", path: "kind")
    }
  }

  func key(_ name: String, parent: String?) throws(Problem) -> Record.Key {
    switch self {
    case .user: return .user(UserName(name))
    case .role: return .role(RoleName(name))
    case .lock: return Record.Key(.lock, name)
    case .server: return .server(ServerID(name))
    case .list: return .list(ListName(name))
    case .request: return .request(RequestID(name))
    case .member:
      guard let parent else {
        throw Problem(.badParameter, "a member is named with its list", hint: "access_list_member/LIST/USER")
      }
      return .member(UserName(name), of: ListName(parent))
    }
  }

  var created: AuditType {
    switch self {
    case .user: .userCreated
    case .role: .roleCreated
    case .lock: .lockCreated
    case .server: .serverUpdated
    case .list: .listCreated
    case .member: .memberCreated
    case .request: .requestCreated
    }
  }

  var updated: AuditType {
    switch self {
    case .user: .userUpdated
    case .role: .roleUpdated
    case .lock: .lockCreated
    case .server: .serverUpdated
    case .list: .listUpdated
    case .member: .memberUpdated
    case .request: .requestOverridden
    }
  }

  var deleted: AuditType {
    switch self {
    case .user: .userDeleted
    case .role: .roleDeleted
    case .lock: .lockDeleted
    case .server: .serverDeleted
    case .list: .listDeleted
    case .member: .memberDeleted
    case .request: .requestDeleted
    }
  }
}

extension Record {
  /// The record as `get` answers it.
  func value() throws(Problem) -> Value {
    do {
      switch self {
      case .user(let document): return try document.value()
      case .role(let document): return try document.value()
      case .lock(let document): return try document.value()
      case .server(let document): return try document.value()
      case .list(let document): return try document.value()
      case .member(let document): return try document.value()
      case .request(let document): return try document.value()
      case .token, .signIn, .certificate, .authority, .password, .cluster: return .null
      }
    } catch {
      throw Problem(.internalError, "the document cannot be shown", cause: "\(error)")
    }
  }
}
