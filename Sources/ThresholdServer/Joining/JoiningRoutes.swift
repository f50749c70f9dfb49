import Foundation
import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Join tokens, and servers that join with them.
struct JoiningRoutes {
  let stories: Stories
  let configuration: ServerConfiguration

  func mount(on mounts: Mounts) {
    mounts.mount(Endpoints.createToken, createToken)
    mounts.mount(Endpoints.tokens, tokens)
    mounts.mount(Endpoints.deleteToken) { (_, call) throws(Problem) in
      try await stories.deleteToken(call.path("token"), by: call.someone())
      return Empty()
    }
    mounts.mount(Endpoints.beginJoin, begin)
    mounts.mount(Endpoints.finishJoin, finish)
  }

  @Sendable private func createToken(_ body: CreateTokenBody, _ call: Call) async throws(Problem) -> CreateTokenAnswer {
    let made = try await stories.createToken(
      type: body.type, labels: body.labels, allowedLabels: body.allowLabels, ttl: try Seconds.span(body.ttl, at: "ttl") ?? .zero,
      by: call.someone())
    return CreateTokenAnswer(
      token: Secret(made.token), caPin: made.pin, expires: made.record.expires, labels: made.record.labels,
      proxyServer: "\(configuration.reachedAt)")
  }

  @Sendable private func tokens(_: Empty, _ call: Call) async throws(Problem) -> TokensAnswer {
    TokensAnswer(
      tokens: try stories.tokens(by: call.someone()).map { token in
        TokensAnswer.Item(
          hash: token.hash, type: "node", labels: token.labels, allowLabels: token.allowedLabels, expires: token.expires,
          createdBy: token.createdBy)
      })
  }

  @Sendable private func begin(_ body: BeginJoinBody, _ call: Call) async throws(Problem) -> JoinChallengeAnswer {
    let start = try await stories.beginJoin(
      JoinClaim(
        token: body.token.exposed, hostname: body.hostname, address: body.address, labels: body.labels, hostKeys: body.hostKeys),
      from: call.address)
    return JoinChallengeAnswer(
      challenge: start.challenge, messages: start.messages.map { Data($0).base64EncodedString() }, namespace: start.namespace,
      cluster: stories.clusterName)
  }

  @Sendable private func finish(_ body: FinishJoinBody, _ call: Call) async throws(Problem) -> JoinAnswer {
    let joined = try await stories.finishJoin(
      token: body.token.exposed, challenge: body.challenge, signatures: body.signatures, from: call.address)
    return JoinAnswer(
      server: joined.server.id, cluster: stories.clusterName, labels: joined.server.labels, userAuthorities: joined.userAuthorities,
      gatewayAddresses: joined.server.spec.gatewayAddresses, hostCertificate: joined.hostCertificate,
      hostCertificateKey: joined.hostCertificateKey)
  }
}
