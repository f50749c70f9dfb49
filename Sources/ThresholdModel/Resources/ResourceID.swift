/// A resource named in a request: `/CLUSTER/KIND/NAME`, for example `/main/node/3f0c…`.
/// Source: reference, lists-and-requests §5.2.
public struct ResourceID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
  public let cluster: String
  /// The kind as in documents; this version knows `node`.
  public let kind: String
  public let name: String

  public init(cluster: String, kind: String, name: String) {
    self.cluster = cluster
    self.kind = kind
    self.name = name
  }

  /// Reads the text form.
  /// - Throws: ``Problem`` of kind `badParameter`, or `notImplemented` for kinds and sub-resources
  ///   of the reference that this version cannot grant.
  public init(text: String) throws(Problem) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 4, parts[0].isEmpty, parts[1...3].allSatisfy({ !$0.isEmpty }), text.utf8.count <= 1024 else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a resource id",
        hint: "write /CLUSTER/node/ID; `tsh request search --kind node` prints them")
    }
    guard parts[2] == "node", parts.count == 4 else {
      throw Problem(
        .notImplemented, "resources of kind `\(parts[2].escapedForDisplay)` cannot be requested in this version", hint: "only `node` can")
    }
    self.init(cluster: parts[1], kind: parts[2], name: parts[3])
  }

  public var description: String { "/\(cluster)/\(kind)/\(name)" }
  public static func < (left: ResourceID, right: ResourceID) -> Bool { left.description < right.description }
}
