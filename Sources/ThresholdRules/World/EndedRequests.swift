import HashTreeCollections
public import ThresholdModel

/// A request that was open or approved and is not any more: why what it gave is gone.
public struct EndedRequest: Sendable, Hashable {
  /// The request in its last form; still `pending` or `approved` when it was deleted.
  public let request: AccessRequest
  /// Whether the record itself was deleted.
  public let wasDeleted: Bool
}

/// The last ended requests, so that an ending can say its reason. History, not state: a World that was
/// just loaded has none, and no decision but the words depends on it.
struct EndedRequests: Sendable {
  private static let limit = 1000
  private var byID: TreeDictionary<RequestID, EndedRequest> = [:]
  private var order: TreeDictionary<Int, RequestID> = [:]
  private var oldest = 0
  private var next = 0

  subscript(id: RequestID) -> EndedRequest? { byID[id] }

  mutating func keep(_ ended: EndedRequest) {
    if byID.updateValue(ended, forKey: ended.request.id) != nil { return }
    order[next] = ended.request.id
    next += 1
    if next - oldest > Self.limit {
      if let id = order.removeValue(forKey: oldest) { byID[id] = nil }
      oldest += 1
    }
  }

  var count: Int { byID.count }
}
