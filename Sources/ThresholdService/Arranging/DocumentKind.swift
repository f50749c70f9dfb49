import Foundation
import ThresholdModel
import ThresholdRules

/// The kinds that are read and written as documents, and what each means for the World and the log.
enum DocumentKind: String, CaseIterable {
  case user, role, lock
  case server = "node"
  case list = "access_list"
  case member = "access_list_member"
  case request = "access_request"
  case database = "db"
  case kubeCluster = "kube_cluster"
  case app
  case desktop = "windows_desktop"
  case dynamicDesktop = "dynamic_windows_desktop"
  case gitServer = "git_server"
  case userGroup = "user_group"
  case account = "aws_ic_account"
  case assignment = "aws_ic_account_assignment"
  case samlProvider = "saml_idp_service_provider"
  case remoteCluster = "remote_cluster"
  case workloadIdentity = "workload_identity"
  case databaseService = "db_service"
  case serverInfo = "server_info"
  case monitoringRule = "access_monitoring_rule"
  case authPreference = "cluster_auth_preference"
  case recordingConfig = "session_recording_config"

  /// The kind of resource, where it is one.
  var resourceKind: ResourceKind? { ResourceKind(rawValue: rawValue) }

  /// - Throws: ``Problem`` of kind `badParameter` that lists the kinds.
  init(text: String) throws(Problem) {
    guard let kind = Self(rawValue: text) else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a kind of document",
        hint: text == "token" || text == "access_list_review"
          ? "make one with `\(text == "token" ? "tctl tokens add" : "tctl acl reviews create")`"
          : "one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))", path: "kind")
    }
    self = kind
  }

  /// The kind's field table; nil for access requests, which are not written as documents.
  var fields: FieldTable? {
    if let resourceKind { return resourceKind.fields }
    return switch self {
    case .user: UserSpec.fields
    case .role: RoleSpec.fields
    case .lock: LockSpec.fields
    case .list: AccessListSpec.fields
    case .member: MemberSpec.fields
    case .dynamicDesktop: DynamicWindowsDesktopSpec.fields
    case .serverInfo: ServerInfoSpec.fields
    case .monitoringRule: MonitoringRuleSpec.fields
    case .authPreference: AuthPreferenceSpec.fields
    case .recordingConfig: RecordingConfigSpec.fields
    default: nil
    }
  }

  /// The kind under which rights are asked: members belong to their list.
  var rightsKind: String { self == .member ? Self.list.rawValue : rawValue }

  /// Reads a document of this kind.
  func record(reading value: Value) throws(Problem) -> Record {
    let value = named(value)
    if let resourceKind { return .resource(try Resource(reading: value, as: resourceKind)) }
    switch self {
    case .user: return .user(try User(reading: value))
    case .role: return .role(try Role(reading: value))
    case .lock: return .lock(try Lock(reading: value))
    case .list: return .list(try AccessList(reading: value))
    case .member: return .member(try Member(reading: value))
    case .dynamicDesktop: return .dynamicDesktop(try DynamicWindowsDesktop(reading: value))
    case .serverInfo: return .serverInfo(try ServerInfo(reading: value))
    case .monitoringRule:
      let rule = try MonitoringRule(reading: value)
      try Self.checkTimeZones(of: rule)
      return .monitoringRule(rule)
    case .authPreference: return .authPreference(try AuthPreference(reading: value))
    case .recordingConfig: return .recordingConfig(try RecordingConfig(reading: value))
    case .request:
      throw Problem(.badParameter, "access requests are not written as documents", hint: "tsh request create --resource …", path: "kind")
    case .server, .database, .kubeCluster, .app, .desktop, .gitServer, .userGroup, .account, .assignment, .samlProvider, .remoteCluster,
      .workloadIdentity, .databaseService:
      throw Problem(.internalError, "a resource was taken for something else", cause: rawValue)
    }
  }

  /// A new server without a name gets one, and a setting has the only one there is.
  private func named(_ value: Value) -> Value {
    guard case .map(var top) = value, top["metadata"]?["name"]?.text ?? "" == "" else { return value }
    let name: String
    switch self {
    case .server: name = freshID()
    case .authPreference: name = AuthPreference.name
    case .recordingConfig: name = RecordingConfig.name
    default: return value
    }
    var metadata: [String: Value] = [:]
    if case .map(let entries) = top["metadata"] { metadata = entries } else if top["metadata"] != nil { return value }
    metadata["name"] = .text(name)
    top["metadata"] = .map(metadata)
    return .map(top)
  }

  /// Which time zones exist is a fact of the machine, so it is asked here and not in the rules.
  private static func checkTimeZones(of rule: MonitoringRule) throws(Problem) {
    for (name, schedule) in rule.spec.schedules.sorted(by: { $0.key < $1.key }) where !schedule.timezone.isEmpty {
      guard TimeZone(identifier: schedule.timezone) != nil else {
        throw Problem(
          .badParameter, "`\(schedule.timezone.escapedForDisplay)` is not a time zone", hint: "write an IANA name such as Europe/Lisbon",
          path: "spec.schedules.\(name.escapedForDisplay).time.timezone")
      }
    }
  }

  func key(_ name: String, parent: String?) throws(Problem) -> Record.Key {
    if let resourceKind { return .resource(ResourceKey(resourceKind, name)) }
    switch self {
    case .user: return .user(UserName(name))
    case .role: return .role(RoleName(name))
    case .lock: return Record.Key(.lock, name)
    case .list: return .list(ListName(name))
    case .request: return .request(RequestID(name))
    case .member:
      guard let parent else {
        throw Problem(.badParameter, "a member is named with its list", hint: "access_list_member/LIST/USER")
      }
      // Whether it is a user or a list, the World knows.
      return Record.Key(.member, name, parent: parent)
    case .authPreference: return .authPreference
    case .recordingConfig: return .recordingConfig
    default:
      guard let kind = Record.Kind(rawValue: rawValue) else {
        throw Problem(.internalError, "a kind of document that is not stored", cause: rawValue)
      }
      return Record.Key(kind, name)
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
    default: .resourceCreated
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
    default: .resourceUpdated
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
    default: .resourceDeleted
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
      case .resource(let resource): return try resource.value()
      case .dynamicDesktop(let document): return try document.value()
      case .serverInfo(let document): return try document.value()
      case .monitoringRule(let document): return try document.value()
      case .authPreference(let document): return try document.value()
      case .recordingConfig(let document): return try document.value()
      case .list(let document): return try document.value()
      case .member(let document): return try document.value()
      case .listReview(let document): return try document.value()
      case .request(let document): return try document.value()
      case .token, .signIn, .certificate, .authority, .password, .cluster, .notice, .noticeReader: return .null
      }
    } catch {
      throw Problem(.internalError, "the document cannot be shown", cause: "\(error)")
    }
  }
}
