import Hummingbird
import ThresholdAPI
import ThresholdModel
import ThresholdService

/// All routes on one router, the same at the TLS port and at the Unix socket.
enum Routes {
  static func router(for stories: Stories, configuration: ServerConfiguration, gate: Gate, metrics: Metrics) -> Router<CallContext> {
    let router = Router(context: CallContext.self)
    router.add(middleware: EveryAnswer(metrics: metrics))
    mountAll(for: stories, configuration: configuration, metrics: metrics, on: Mounts(router: router, gate: gate))
    return router
  }

  static func mountAll(for stories: Stories, configuration: ServerConfiguration, metrics: Metrics, on mounts: Mounts) {
    mountHealth(on: mounts, stories: stories)
    mountDescription(on: mounts)
    SigningInRoutes(stories: stories, configuration: configuration, metrics: metrics).mount(on: mounts)
    ArrangingRoutes(stories: stories).mount(on: mounts)
    JoiningRoutes(stories: stories, configuration: configuration).mount(on: mounts)
    AskingRoutes(stories: stories).mount(on: mounts)
    ReviewingRoutes(stories: stories).mount(on: mounts)
    ConnectingRoutes(stories: stories).mount(on: mounts)
    ExplainingRoutes(stories: stories).mount(on: mounts)
    EndingRoutes(stories: stories).mount(on: mounts)
    TellingRoutes(stories: stories).mount(on: mounts)
    WatchingRoutes(stories: stories).mount(on: mounts)
  }

  /// For whoever watches the process: `/healthz` says that it runs, `/readyz` that it can work.
  private static func mountHealth(on mounts: Mounts, stories: Stories) {
    mounts.mount(.get, "/healthz", .anyone, query: []) { _, _, _ in Answer.text("ok\n") }
    mounts.mount(.get, "/readyz", .anyone, query: []) { _, _, _ in
      guard await stories.isReady() else {
        throw Problem(.unavailable, "the server cannot read its store", hint: "look at the server's log", retryAfter: 5)
      }
      return Answer.text("ok\n")
    }
  }

  private static func mountDescription(on mounts: Mounts) {
    mounts.mount(.get, APIDocument.path, .anyone, query: []) { _, _, _ in
      Answer.text(try APIDocument.text(), type: "application/json")
    }
  }
}
