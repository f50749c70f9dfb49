/// One thing that happened, as the audit log keeps it. Source: reference, cli-api-terraform §7.
public struct AuditEvent: Hashable, Sendable {
  /// What happened.
  public let type: AuditType
  public let time: Moment
  /// A lower-case UUID.
  public let uid: String
  /// Who did it: a user name, `local:NAME` for the operating-system user at the server's machine, or
  /// nil when the server itself did.
  public let user: String?
  /// The rest, flat, by the key under which it is printed.
  public let details: [String: Value]

  public init(_ type: AuditType, time: Moment, uid: String, user: String?, details: [String: Value] = [:]) {
    self.type = type
    self.time = time
    self.uid = uid
    self.user = user
    self.details = details
  }

  /// The flat JSON object of the reference: `event`, `code`, `time`, `uid`, `cluster_name`, `user` and the details.
  public func body(cluster: String) -> Value {
    var body = details
    body["event"] = .text(type.name)
    body["code"] = .text(type.code)
    body["time"] = .text(time.rfc3339)
    body["uid"] = .text(uid)
    body["cluster_name"] = .text(cluster)
    if let user { body["user"] = .text(user) }
    return .map(body)
  }
}

/// The events that exist, with their names and codes. Codes that start with `TH` are ours, the others
/// are those of the reference.
public enum AuditType: String, Hashable, Sendable, CaseIterable {
  case signedIn = "user.login/T1000I"
  case signInFailed = "user.login/T1000W"
  case signedOut = "user.logout/TH100I"
  case userCreated = "user.create/T1002I"
  case userUpdated = "user.update/T1003I"
  case userDeleted = "user.delete/T1004I"
  case passwordChanged = "user.password_change/T1005I"
  case roleCreated = "role.created/T9000I"
  case roleUpdated = "role.updated/T9002I"
  case roleDeleted = "role.deleted/T9001I"
  case lockCreated = "lock.created/TLK00I"
  case lockDeleted = "lock.deleted/TLK01I"
  case listCreated = "access_list.create/TAL001I"
  case listUpdated = "access_list.update/TAL002I"
  case listDeleted = "access_list.delete/TAL003I"
  case listReviewed = "access_list.review/TAL004I"
  case listReviewDeleted = "access_list.review.delete/TH606I"
  case memberCreated = "access_list.member.create/TAL005I"
  case memberUpdated = "access_list.member.update/TAL006I"
  case memberDeleted = "access_list.member.delete/TAL007I"
  case membersDeleted = "access_list.member.delete_all_members/TAL008I"
  case requestCreated = "access_request.create/T5000I"
  case requestReviewed = "access_request.review/T5002I"
  case requestDeleted = "access_request.delete/T5003I"
  case requestSearched = "access_request.search/T5004I"
  case requestExpired = "access_request.expire/T5005I"
  case requestOverridden = "access_request.override/TH501I"
  case requestRevoked = "access_request.revoke/TH502I"
  case requestEnded = "access_request.end/TH503I"
  case requestAssumed = "access_request.assume/TH504I"
  case requestDropped = "access_request.drop/TH505I"
  case tokenCreated = "join_token.create/TJT00I"
  case tokenDeleted = "join_token.delete/TH600I"
  case serverJoined = "instance.join/TJ002I"
  case serverJoinFailed = "instance.join/TJ002E"
  case serverUpdated = "node.update/TH601I"
  case serverDeleted = "node.delete/TH602I"
  case resourceCreated = "resource.create/TH603I"
  case resourceUpdated = "resource.update/TH604I"
  case resourceDeleted = "resource.delete/TH605I"
  case notificationCreated = "notification.create/TH700I"
  case notificationDeleted = "notification.delete/TH701I"
  case certificateIssued = "cert.create/TC000I"
  case sessionStarted = "session.start/T2000I"
  case sessionEnded = "session.end/T2004I"
  case sessionRejected = "session.rejected/T1006W"
  case clusterCreated = "cluster.create/TH000I"
  case authorityCreated = "cert_authority.create/TH001I"
  case serverStarted = "server.start/TH002I"
  case serverStopped = "server.stop/TH003I"
  case lossAccepted = "audit.loss_accepted/TH004W"

  /// The event's name, for example `access_request.create`.
  public var name: String { String(rawValue.prefix { $0 != "/" }) }
  /// The event's code, for example `T5000I`.
  public var code: String { String(rawValue.drop { $0 != "/" }.dropFirst()) }
}
