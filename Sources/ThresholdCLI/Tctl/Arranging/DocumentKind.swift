import ThresholdModel

/// The kinds of documents that people name on the command line, singular or plural.
enum DocumentKind: String, CaseIterable {
  case user
  case role
  case node
  case accessList = "access_list"
  case member = "access_list_member"
  case request = "access_request"
  case lock
  case database = "db"
  case kubeCluster = "kube_cluster"
  case app
  case windowsDesktop = "windows_desktop"
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

  /// Reads a kind as people write it.
  /// - Throws: ``Misuse`` for anything else, with the kinds that exist.
  init(text: String) throws {
    guard let kind = Self.spellings[text.lowercased()] else {
      throw Misuse(
        "`\(text.escapedForDisplay)` is not a kind of document",
        hint: "one of \(Self.allCases.map(\.rawValue).joined(separator: ", ")); join tokens have their own command: `tctl tokens`")
    }
    self = kind
  }

  private static let spellings: [String: DocumentKind] = {
    var spellings: [String: DocumentKind] = [
      "acl": .accessList, "acls": .accessList, "accesslist": .accessList, "accesslists": .accessList, "member": .member,
      "members": .member, "request": .request, "requests": .request, "access_requests": .request, "dynamic_desktop": .dynamicDesktop,
      "dynamic_desktops": .dynamicDesktop, "monitoring_rule": .monitoringRule, "monitoring_rules": .monitoringRule,
      "amr": .monitoringRule, "cap": .authPreference, "auth_preference": .authPreference, "recording_config": .recordingConfig,
      "src": .recordingConfig,
    ]
    for kind in ResourceKind.allCases {
      for alias in kind.aliases { spellings[alias] = DocumentKind(rawValue: kind.rawValue) }
    }
    for kind in allCases {
      spellings[kind.rawValue] = kind
      spellings[kind.rawValue + "s"] = kind
    }
    // `tctl get access-lists` is as clear as `access_lists`.
    for (spelling, kind) in spellings { spellings[spelling.replacing("_", with: "-")] = kind }
    return spellings
  }()

  /// The success line of a change (reference, cli-api-terraform §1.4).
  func changed(_ name: String, _ what: String) -> String {
    let name = name.escapedForDisplay
    return switch self {
    case .user: "User '\(name)' has been \(what)"
    case .accessList: "Access list \"\(name)\" has been \(what)"
    default: "\(rawValue) '\(name)' has been \(what)"
    }
  }
}

/// A document named on the command line: `role/dba`, `access_list_member/LIST/USER`, or a kind alone for all of it.
struct DocumentReference: Hashable {
  let kind: DocumentKind
  /// Nil means all documents of the kind.
  let name: String?
  /// The list, for members.
  let parent: String?

  /// All of a kind.
  init(kind: DocumentKind) {
    self.kind = kind
    name = nil
    parent = nil
  }

  /// - Throws: ``Misuse`` for unknown kinds and malformed references.
  init(text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    kind = try DocumentKind(text: parts[0])
    guard parts.allSatisfy({ !$0.isEmpty }) else { throw Self.malformed(text) }
    switch (kind, parts.count) {
    case (.member, 1): (parent, name) = (nil, nil)
    case (.member, 2): (parent, name) = (parts[1], nil)
    case (.member, 3): (parent, name) = (parts[1], parts[2])
    case (.member, _): throw Misuse("members are named with their list", hint: "access_list_member/LIST, or access_list_member/LIST/USER")
    case (_, 1): (parent, name) = (nil, nil)
    case (_, 2): (parent, name) = (nil, parts[1])
    default: throw Self.malformed(text)
    }
  }

  /// One document, with its name.
  /// - Throws: ``Misuse`` when only a kind is given.
  static func one(_ text: String) throws -> (reference: DocumentReference, name: String) {
    let reference = try DocumentReference(text: text)
    guard let name = reference.name else {
      throw Misuse("`\(text.escapedForDisplay)` names no single document", hint: "write \(text.escapedForDisplay)/NAME")
    }
    return (reference, name)
  }

  private static func malformed(_ text: String) -> Misuse {
    Misuse("`\(text.escapedForDisplay)` names no document", hint: "write KIND or KIND/NAME, for example role/dba")
  }

  var query: [String: String] { parent.map { ["parent": $0] } ?? [:] }
}
