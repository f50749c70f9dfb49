/// Shuts somebody or something out at once. Document kind `lock`, version `v2`.
/// Source: reference, roles-and-resources §8.
public typealias Lock = Document<LockSpec>

/// Whom the lock shuts out, what to tell them, until when.
public struct LockSpec: DocumentSpec {
  public var target: LockTarget
  /// Shown to whoever is refused because of the lock.
  public var message: String
  /// From this moment on the lock no longer counts; nil means until it is deleted.
  public var expires: Moment?
  /// When and by whom the other system says that the lock was made, as it came.
  public var kept: KeptFields

  public init(target: LockTarget, message: String = "", expires: Moment? = nil) {
    self.target = target
    self.message = message
    self.expires = expires
    kept = KeptFields()
  }

  public static let fields = FieldTable(
    kind: "lock", versions: ["v2"],
    fields: [
      Field("spec.target", .object, "whom the lock shuts out; when several are named, all must match"),
      Field("spec.target.user", .text, limit: 256, "a user"),
      Field("spec.target.role", .text, limit: 256, "everybody who holds a role"),
      Field("spec.target.login", .text, limit: 256, "an operating-system account on every server"),
      Field("spec.target.mfa_device", .text, limit: 256, "sign-ins made with a second factor: its id"),
      Field("spec.target.device", .text, limit: 256, "sign-ins from a trusted device: its id"),
      Field("spec.target.server_id", .text, limit: 256, "a server: its id"),
      Field("spec.target.node", .text, limit: 256, "an older name of `server_id`"),
      Field("spec.target.windows_desktop", .text, limit: 256, "a Windows desktop"),
      Field("spec.target.access_request", .text, limit: 256, "whatever is done with an access request: its id"),
      Field("spec.target.bot_instance_id", .text, limit: 256, "one instance of a bot"),
      Field("spec.target.join_token", .text, limit: 256, "machines that joined with a token: its name"),
      Field("spec.message", .text, limit: 1000, "shown to whoever is refused"),
      Field("spec.expires", .time, "until when; absent means until it is deleted"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + Field.kept(["created_at", "created_by"]))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    target = try container.value(.target, or: LockTarget())
    message = try container.value(.message, or: "")
    expires = try container.decodeIfPresent(Moment.self, forKey: .expires)
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(target, forKey: .target)
    try container.encode(message, forKey: .message)
    try container.encodeIfPresent(expires, forKey: .expires)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case target, message, expires }
}

extension Document where Spec == LockSpec {
  public var name: LockName { LockName(metadata.name) }

  public func isInForce(at now: Moment) -> Bool { spec.expires.map { now < $0 } ?? true }

  /// As shown to whoever is refused: `lock targeting User:"max" is in force: stolen laptop`.
  public var refusal: String {
    "lock targeting \(spec.target) is in force" + (spec.message.isEmpty ? "" : ": \(spec.message)")
  }
}
