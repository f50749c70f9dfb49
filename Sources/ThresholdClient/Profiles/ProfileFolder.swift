import Foundation
import ThresholdCertificates
public import ThresholdModel

/// The folder in which a person's machine keeps profiles and keys, laid out as the reference does (cli-api-terraform §2.3):
/// `current-profile`, `PROXY.yaml`, `keys/PROXY/USER.key`, `keys/PROXY/USER.crt`, `keys/PROXY/cas/CLUSTER.pem`.
///
/// Files are 0600, folders 0700, both replaced atomically. Profiles of other products in the same folder are left alone.
public struct ProfileFolder: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// The folder that `TELEPORT_HOME` names, else `~/.tsh`.
  public init(environment: [String: String]) {
    if let home = environment["TELEPORT_HOME"], !home.isEmpty {
      path = (home as NSString).expandingTildeInPath
    } else {
      path = (environment["HOME"].map { $0 as NSString } ?? NSHomeDirectory() as NSString).appendingPathComponent(".tsh")
    }
  }

  /// The current profile, or the one that the flags name.
  /// - Parameters:
  ///   - proxy: `--proxy`; nil takes the current profile.
  ///   - user: `--user`; nil takes the profile's user.
  /// - Throws: ``Problem``: `unauthenticated` when there is none, `alreadyExists` when it is another product's.
  public func profile(proxy: ProxyAddress? = nil, user: UserName? = nil) throws(Problem) -> Profile {
    let current = try currentName()
    guard let name = proxy?.host ?? current else {
      throw Problem(.unauthenticated, "you are not signed in", hint: "tsh login --proxy HOST:PORT --user NAME")
    }
    guard let document = try document(name), let address = document["web_proxy_addr"], let owner = document["user"] else {
      throw Problem(
        .unauthenticated, "you are not signed in to `\(name.escapedForDisplay)`",
        hint: "tsh login --proxy \((proxy?.description ?? name).escapedForDisplay)")
    }
    let saved = try ProxyAddress(text: address)
    guard saved.host == name, let port = saved.port, proxy?.port == nil || proxy?.port == port else {
      throw Problem(
        .unauthenticated, "you are signed in to `\(saved)`, not to `\((proxy?.description ?? name).escapedForDisplay)`",
        hint: "tsh login --proxy \((proxy?.description ?? name).escapedForDisplay)")
    }
    let cluster = document["cluster"].flatMap { $0.isEmpty ? nil : $0 } ?? name
    let profile = Profile(
      server: ServerAddress(host: name, port: port), user: user ?? UserName(owner), cluster: cluster, trust: .systemRoots, session: nil)
    return try completed(profile, isPinned: document.isPinned)
  }

  /// All profiles of ours, by name; unreadable ones and those of others are left out.
  public func profiles() -> [Profile] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { file in
      guard let proxy = try? ProxyAddress(text: Self.bracketed(String(file.dropLast(5)))) else { return nil }
      return try? profile(proxy: proxy)
    }
  }

  /// Every sign-in whose keys are here: a profile names only the last user of its proxy.
  public func signIns() -> [Profile] {
    profiles().flatMap { current in
      let files = (try? FileManager.default.contentsOfDirectory(atPath: file("keys/\(current.name)"))) ?? []
      let users = files.filter { $0.hasSuffix(".key") }.map { UserName(String($0.dropLast(4))) }
      return users.sorted().compactMap { user in
        try? profile(proxy: ProxyAddress(text: "\(current.server)"), user: user)
      }
    }
  }

  /// The name of the current profile; nil when there is none.
  public func currentName() throws(Problem) -> String? {
    guard let text = try PrivateFile.read(file("current-profile")) else { return nil }
    let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return name.isEmpty ? nil : try ProxyAddress(text: Self.bracketed(name)).host
  }

  /// Whether a profile may be written under this name.
  /// - Throws: ``Problem`` of kind `alreadyExists` when another product's stands there.
  public func checkFree(_ server: ServerAddress) throws(Problem) { _ = try document(server.host) }

  /// Stores a profile with its sign-in, and makes it the current one.
  public func save(_ profile: Profile) throws(Problem) {
    var document = try document(profile.name) ?? ProfileDocument()
    document.set(profile)
    let text = try document.text()
    let files = try Files(folder: path, profile: profile)
    try PrivateFile.makeFolder(files.authoritiesFolder)
    if case .authorities(let pem) = profile.trust { try PrivateFile.write(pem, to: files.authorities) }
    if let session = profile.session {
      try PrivateFile.write(session.credential.privateKey, to: files.key)
      try PrivateFile.write(session.credential.certificate, to: files.certificate)
    }
    try PrivateFile.write(text, to: file("\(profile.name).yaml"))
    try PrivateFile.write(profile.name + "\n", to: file("current-profile"))
  }

  /// Removes a sign-in's key and certificate. The profile stays, so that `tsh login` knows where to and as whom.
  public func removeSession(of profile: Profile) throws(Problem) {
    let files = try Files(folder: path, profile: profile)
    try PrivateFile.remove(files.key)
    try PrivateFile.remove(files.certificate)
  }

  /// A new folder of its own for the files of one `ssh`; the caller removes it.
  public func makeTemporaryFolder() throws(Problem) -> String {
    removeLeftovers()
    let folder = file("run/\(UUID().uuidString.lowercased())")
    try PrivateFile.makeFolder(folder)
    return folder
  }

  /// Removes what an `ssh` that was killed has left behind: its certificate is long over, and its files were read at its start.
  private func removeLeftovers() {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: file("run"))) ?? [] {
      let path = file("run/\(name)")
      guard let made = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date, made.timeIntervalSinceNow < -600 else {
        continue
      }
      try? files.removeItem(atPath: path)
    }
  }

  private func file(_ name: String) -> String { (path as NSString).appendingPathComponent(name) }

  private func document(_ name: String) throws(Problem) -> ProfileDocument? {
    let path = file("\(name).yaml")
    return try PrivateFile.read(path).map { text throws(Problem) in try ProfileDocument(text: text, path: path) }
  }

  /// Adds what verifies the server, and the sign-in, when there is one.
  private func completed(_ profile: Profile, isPinned: Bool) throws(Problem) -> Profile {
    var profile = profile
    let files = try Files(folder: path, profile: profile)
    if isPinned {
      guard let pem = try PrivateFile.read(files.authorities) else {
        throw Problem(
          .unauthenticated, "the authorities of `\(profile.server)` are missing from the profile",
          hint: "sign in again: `tsh login --proxy \(profile.server)`")
      }
      profile.trust = .authorities(pem)
    }
    guard let key = try PrivateFile.read(files.key, secret: true), let pem = try PrivateFile.read(files.certificate) else { return profile }
    let certificate = try PeerCertificate(certificatePEM: pem)
    guard let identity = certificate.identity, identity.user == profile.user else { return profile }
    profile.session = Profile.Session(
      signIn: identity.signIn, expires: certificate.notAfter, credential: ClientCredential(certificate: pem, privateKey: key))
    return profile
  }

  private static func bracketed(_ name: String) -> String { name.contains(":") ? "[\(name)]" : name }

  /// Where the files of one profile and user are. Names come from servers too, so they are checked before they become paths.
  private struct Files {
    let key: String
    let certificate: String
    let authoritiesFolder: String
    let authorities: String

    init(folder: String, profile: Profile) throws(Problem) {
      try NameRule.user.check(profile.user.text)
      try NameRule.resource.check(profile.cluster)
      let keys = "\(folder)/keys/\(profile.name)"
      key = "\(keys)/\(profile.user).key"
      certificate = "\(keys)/\(profile.user).crt"
      authoritiesFolder = "\(keys)/cas"
      authorities = "\(authoritiesFolder)/\(profile.cluster).pem"
    }
  }
}
