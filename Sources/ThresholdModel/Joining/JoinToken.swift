/// Lets one machine after another join while it lasts. Kept by the hash of the token only.
public struct JoinToken: Codable, Hashable, Sendable {
  /// SHA-256 of the token.
  public var hash: TokenHash
  /// Labels that every server that joins with the token gets.
  public var labels: [String: String]
  /// Labels that such a server may add, as a label map: `team=*`.
  public var allowedLabels: LabelMap
  public var created: Moment
  public var expires: Moment
  public var createdBy: String

  public init(hash: TokenHash, labels: [String: String], allowedLabels: LabelMap, created: Moment, expires: Moment, createdBy: String) {
    self.hash = hash
    self.labels = labels
    self.allowedLabels = allowedLabels
    self.created = created
    self.expires = expires
    self.createdBy = createdBy
  }
}
