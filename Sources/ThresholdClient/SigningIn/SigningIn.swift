import Foundation
import NIOSSL
public import ThresholdAPI
import ThresholdCertificates
public import ThresholdModel

/// Signs a person in and out: keys are made here and the private one never leaves this machine.
public struct SigningIn: Sendable {
  private let folder: ProfileFolder
  private let options: APIClient.Options

  public init(folder: ProfileFolder, options: APIClient.Options = APIClient.Options()) {
    self.folder = folder
    self.options = options
  }

  /// Signs in at a server that ``Discovery`` has verified, and stores the profile as the current one.
  /// - Parameter ttl: the wished length; nil means what the server chooses.
  /// - Returns: the profile, and lines to show.
  /// - Throws: ``Problem`` with the server's words; a wrong password and an unknown user are told the same.
  public func signIn(
    at found: Discovery.Found, user: UserName, password: Secret, ttl: Span?
  ) async throws(Problem) -> (profile: Profile, notices: [String]) {
    // INVARIANT: a password goes only to a server that something verifies.
    guard found.trust != .unverified else {
      throw Problem(.badParameter, "a password is not sent to a server that nothing verifies", hint: "use --ca-pin instead of --insecure")
    }
    try folder.checkFree(found.server)
    let key = TLSKey.generate()
    let client = try APIClient.anonymous(found.server, trust: found.trust, options: options)
    let answer: SignInAnswer
    do {
      let body = SignInBody(user: user, password: password, publicKey: key.publicKeyPEM, ttl: ttl?.wholeSeconds)
      answer = try await client.call(Endpoints.signIn, body)
    } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
    let profile = try profile(from: answer, key: key, found: found)
    let before = try? folder.profile(proxy: ProxyAddress(text: "\(found.server)"), user: answer.user)
    try folder.save(profile)
    return (profile, answer.notices + Self.notice(of: before?.session, now: answer.signIn))
  }

  /// The sign-in before this one is not ended, so that open sessions go on; but nobody should think that it is.
  private static func notice(of before: Profile.Session?, now: SignInID) -> [String] {
    guard let before, before.signIn != now, before.expires > Moment(Date()) else { return [] }
    return [
      "your sign-in before this one lasts until \(before.expires), so that what it holds open is not cut; end it with "
        + "`tctl users sign-out \(before.signIn)`"
    ]
  }

  /// Ends the sign-in on the server.
  /// - Throws: ``Problem`` when the server did not confirm it; the local keys are still there then.
  public func endOnServer(_ profile: Profile) async throws(Problem) {
    let client = try APIClient.profile(profile, options: options)
    do { _ = try await client.call(Endpoints.endSignIn, path: ["id": "current"]) } catch {
      await client.shutdown()
      throw error
    }
    await client.shutdown()
  }

  /// The profile as the answer describes it, after checking that the certificate is for this key and person.
  private func profile(from answer: SignInAnswer, key: TLSKey, found: Discovery.Found) throws(Problem) -> Profile {
    let certificate = try PeerCertificate(certificatePEM: answer.certificate)
    guard let identity = certificate.identity, identity.user == answer.user, identity.signIn == answer.signIn else {
      throw Problem(
        .unavailable, "the server's certificate is not for the sign-in that it answers",
        hint: "try again; if it stays so, tell the operator")
    }
    let credential = ClientCredential(certificate: answer.certificate, privateKey: key.privateKeyPEM)
    let trust = found.trust == .systemRoots ? Trust.systemRoots : .authorities(answer.hostAuthorities)
    _ = try TLSConfiguration.client(trust: trust, credential: credential)
    return Profile(
      server: found.server, user: answer.user, cluster: answer.cluster, trust: trust,
      session: Profile.Session(signIn: answer.signIn, expires: certificate.notAfter, credential: credential))
  }
}
