import ThresholdModel

/// The last connections that were cut, with when each was closed: a gateway may be done with a cut
/// before the receipt for it is written.
struct RecentCuts {
  private struct Cut {
    let connection: LiveConnection
    let sequence: Int64
    var closed: Moment?
  }

  private static let most = 4096
  private var cuts: [ConnectionID: Cut] = [:]
  private var order: [ConnectionID] = []

  mutating func add(_ connection: LiveConnection, at sequence: Int64) {
    cuts[connection.id] = Cut(connection: connection, sequence: sequence)
    order.append(connection.id)
    guard order.count > Self.most else { return }
    for old in order.prefix(Self.most / 2) { cuts[old] = nil }
    order.removeFirst(Self.most / 2)
  }

  mutating func close(_ id: ConnectionID, at moment: Moment?) { cuts[id]?.closed = moment }

  func closed(_ id: ConnectionID) -> Moment? { cuts[id]?.closed }

  func connections(at sequence: Int64) -> [LiveConnection] {
    cuts.values.filter { $0.sequence == sequence }.map(\.connection)
  }
}
