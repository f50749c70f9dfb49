/// Shuts somebody out at once. Document kind `lock`, version `v2`. Source: reference, roles-and-resources §8.
public typealias Lock = Document<LockSpec>

/// Whom the lock shuts out, what to tell them, until when.
public struct LockSpec: DocumentSpec {
  public var target: LockTarget
  /// Shown to whoever is refused because of the lock.
  public var message: String
  /// From this moment on the lock no longer counts; nil means until it is deleted.
  public var expires: Moment?

  public init(target: LockTarget, message: String = "", expires: Moment? = nil) {
    self.target = target
    self.message = message
    self.expires = expires
  }

  public static let fields = FieldTable(
    kind: "lock", versions: ["v2"],
    fields: [
      Field("spec.target", .object, "whom the lock shuts out"),
      Field("spec.target.user", .text, limit: 256, "a user"),
      Field("spec.message", .text, limit: 1000, "shown to whoever is refused"),
      Field("spec.expires", .time, "until when; absent means until it is deleted"),
    ]
      + Field.notYet(
        [
          "role", "login", "mfa_device", "device", "server_id", "node", "windows_desktop", "access_request", "bot_instance_id",
          "join_token",
        ]
        .map { "spec.target.\($0)" }))

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    target = try container.decode(LockTarget.self, forKey: .target)
    message = try container.value(.message, or: "")
    expires = try container.decodeIfPresent(Moment.self, forKey: .expires)
  }

  private enum CodingKeys: String, CodingKey { case target, message, expires }
}

/// Exactly one target in this version: a user.
public struct LockTarget: Codable, Hashable, Sendable {
  public var user: UserName

  public init(user: UserName) { self.user = user }
}

extension Document where Spec == LockSpec {
  public var name: LockName { LockName(metadata.name) }

  public func isInForce(at now: Moment) -> Bool { spec.expires.map { now < $0 } ?? true }

  /// As shown to whoever is refused.
  public var refusal: String {
    "lock targeting User:\"\(spec.target.user)\" is in force" + (spec.message.isEmpty ? "" : ": \(spec.message)")
  }
}
