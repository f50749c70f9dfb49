import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Certificates for one login on one server, and what is open.
struct ConnectingRoutes {
  let stories: Stories

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.connect, connect)
    mounts.mount(Endpoints.connections, connections)
  }

  @Sendable private func connect(_ body: ConnectBody, _ call: Call) async throws(Problem) -> ConnectAnswer {
    let issued = try await stories.connect(to: body.server, as: body.login, publicKey: body.publicKey, by: call.person())
    return ConnectAnswer(
      server: issued.server.id, hostname: issued.server.spec.hostname, login: issued.record.login, certificate: issued.certificateLine,
      serial: issued.record.serial, validBefore: issued.record.validBefore, hostKeys: issued.server.spec.hostKeys, until: issued.until)
  }

  @Sendable private func connections(_: Empty, _ call: Call) async throws(Problem) -> ConnectionsAnswer {
    ConnectionsAnswer(
      connections: stories.openConnections(by: try call.someone()).map { open in
        ConnectionsAnswer.Item(
          id: open.id, user: open.person.user, server: open.server, hostname: open.hostname, logins: open.logins.sorted(),
          started: open.opened, until: open.until, requests: open.requests)
      })
  }
}
