/// One sign-in of one user: what the certificates of that sign-in refer to. Not a document.
public struct SignIn: Codable, Hashable, Sendable {
  public var id: SignInID
  public var user: UserName
  public var created: Moment
  /// From this moment on nothing of the sign-in counts. Never moved.
  public var expires: Moment
  /// The requests that count for this sign-in, each with the moment until which it does.
  public var assumed: [RequestID: Moment]
  /// The address that signed in, for the audit log and for `tctl`.
  public var address: String

  public init(id: SignInID, user: UserName, created: Moment, expires: Moment, address: String) {
    self.id = id
    self.user = user
    self.created = created
    self.expires = expires
    self.address = address
    assumed = [:]
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(SignInID.self, forKey: .id)
    user = try container.decode(UserName.self, forKey: .user)
    created = try container.decode(Moment.self, forKey: .created)
    expires = try container.decode(Moment.self, forKey: .expires)
    address = try container.decode(String.self, forKey: .address)
    let byText = try container.decode([String: Moment].self, forKey: .assumed)
    assumed = Dictionary(byText.map { (RequestID($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(user, forKey: .user)
    try container.encode(created, forKey: .created)
    try container.encode(expires, forKey: .expires)
    try container.encode(address, forKey: .address)
    try container.encode(Dictionary(uniqueKeysWithValues: assumed.map { ($0.key.text, $0.value) }), forKey: .assumed)
  }

  private enum CodingKeys: String, CodingKey { case id, user, created, expires, assumed, address }
}
