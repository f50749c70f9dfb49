import Hummingbird
import Logging

/// What a request carries through the router: its peer, its name for logs and answers, and its channel.
struct CallContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Who is at the other end of the connection.
  let peer: Peer
  /// Closes the connection of a request whose body takes too long.
  let abandon: BodyDeadline

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    peer = Peer.current
    abandon = BodyDeadline(channel: source.channel)
  }

  /// Names this request on the log and in its answer.
  var requestID: String { logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "" }
}
