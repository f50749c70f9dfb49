import ThresholdAPI
import ThresholdModel
import ThresholdService

/// Discovery, signing in and out, and what one's sign-in has assumed.
struct SigningInRoutes {
  let stories: Stories
  let configuration: ServerConfiguration
  let metrics: Metrics

  func mount(on mounts: Mounts) {
    for prefix in ["/v1", ""] {
      mounts.mount(Endpoints.find, at: "\(prefix)/webapi/find") { _, _ in facts(auth: nil) }
      mounts.mount(Endpoints.ping, at: "\(prefix)/webapi/ping") { _, _ in
        facts(auth: FindAnswer.Auth(defaultSessionTTL: Stories.defaultSignIn.description))
      }
    }
    mounts.mount(Endpoints.signIn, signIn)
    mounts.mount(Endpoints.signIns, signIns)
    mounts.mount(Endpoints.endSignIn, endSignIn)
    // The router prefers the fixed `current` of other routes to the parameter of this one.
    mounts.mount(Endpoints.endSignIn, at: "/v1/sign-ins/current") { (_, call) throws(Problem) in
      try await stories.endSignIn(nil, by: call.someone())
      return Empty()
    }
    mounts.mount(Endpoints.status) { (_, call) throws(Problem) in answer(try await stories.status(of: call.person())) }
    mounts.mount(Endpoints.assume) { (body, call) throws(Problem) in
      answer(try await stories.assume(body.requestIDs, by: call.person()))
    }
    mounts.mount(Endpoints.drop) { (body, call) throws(Problem) in
      answer(try await stories.drop(body.requestIDs, by: call.person()))
    }
  }

  private func facts(auth: FindAnswer.Auth?) -> FindAnswer {
    FindAnswer(
      auth: auth,
      proxy: FindAnswer.Proxy(ssh: FindAnswer.Proxy.SSH(listenAddr: "\(configuration.listen)", publicAddr: "\(configuration.reachedAt)")),
      serverVersion: ProductVersion.current, minClientVersion: ProductVersion.oldestClient, clusterName: stories.clusterName)
  }

  @Sendable private func signIn(_ body: SignInBody, _ call: Call) async throws(Problem) -> SignInAnswer {
    do {
      let started = try await stories.signIn(
        user: body.user, password: body.password.exposed, publicKeyPEM: body.publicKey, ttl: try Seconds.span(body.ttl, at: "ttl"),
        address: call.address)
      return SignInAnswer(
        signIn: started.signIn.id, user: started.signIn.user, cluster: stories.clusterName, certificate: started.certificate,
        hostAuthorities: stories.hostAuthoritiesPEM, expires: started.signIn.expires, notices: started.notices)
    } catch {
      metrics.countSignInFailure()
      throw error
    }
  }

  @Sendable private func signIns(_: Empty, _ call: Call) async throws(Problem) -> SignInsAnswer {
    let found = try stories.signIns(of: call.query("user").map { UserName($0) }, by: call.someone())
    return SignInsAnswer(
      signIns: found.map {
        SignInsAnswer.Item(id: $0.id, user: $0.user, created: $0.created, expires: $0.expires, address: $0.address)
      })
  }

  @Sendable private func endSignIn(_: Empty, _ call: Call) async throws(Problem) -> Empty {
    try await stories.endSignIn(SignInID(call.path("id")), by: call.someone())
    return Empty()
  }

  private func answer(_ status: SignInStatus) -> StatusAnswer {
    StatusAnswer(
      user: status.signIn.user, cluster: stories.clusterName, signIn: status.signIn.id, expires: status.signIn.expires, roles: status.roles,
      logins: status.logins,
      assumed: status.assumed.map { assumed in
        StatusAnswer.Assumed(
          id: assumed.request.id, roles: assumed.request.spec.roles, resources: assumed.request.spec.resources.map(\.description),
          until: assumed.until, obstacle: assumed.obstacle?.message)
      }, notices: status.notices)
  }
}

/// Lengths of time as the API carries them: whole seconds.
enum Seconds {
  /// More than anything in the product lasts, and far from where adding to a moment could overflow.
  private static let longest: Int64 = 10 * 366 * 24 * 3600

  /// - Throws: ``Problem`` of kind `badParameter` for lengths below zero or over ten years.
  static func span(_ seconds: Int64?, at path: String) throws(Problem) -> Span? {
    guard let seconds else { return nil }
    guard (0...longest).contains(seconds) else {
      throw Problem(.badParameter, "`\(path)` must be from 0 to \(longest) seconds", path: path)
    }
    return .seconds(seconds)
  }
}
