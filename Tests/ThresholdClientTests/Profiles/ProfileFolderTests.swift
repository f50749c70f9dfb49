import Foundation
import Testing
import ThresholdCertificates
import ThresholdModel

@testable import ThresholdClient

@Suite final class ProfileFolderTests {
  private let folder = ProfileFolder(path: NSTemporaryDirectory() + "profiles-\(UUID().uuidString)")
  private let now = Moment(Date())

  deinit { try? FileManager.default.removeItem(atPath: folder.path) }

  private func profile(host: String = "localhost", user: UserName = "max", pinned: Bool = true) throws -> Profile {
    let authority = try X509Authority.create(purpose: .user, cluster: "test", now: now - .days(1)).authority
    let key = TLSKey.generate()
    let certificate = try authority.issueClient(
      Identity(user: user, signIn: ScriptedServer.signIn), publicKeyPEM: key.publicKeyPEM, notBefore: now - .minutes(1),
      notAfter: Moment(seconds: now.seconds + 3600))
    return Profile(
      server: ServerAddress(host: host, port: 3080), user: user, cluster: "test",
      trust: pinned ? .authorities(authority.certificatePEM) : .systemRoots,
      session: Profile.Session(
        signIn: ScriptedServer.signIn, expires: Moment(seconds: now.seconds + 3600),
        credential: ClientCredential(certificate: certificate, privateKey: key.privateKeyPEM)))
  }

  private func mode(_ path: String) throws -> Int {
    let facts = try FileManager.default.attributesOfItem(atPath: folder.path + path)
    return (facts[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }

  @Test("a profile comes back as it was stored, pinned or not", arguments: [true, false])
  func roundTrip(pinned: Bool) throws {
    let profile = try profile(pinned: pinned)
    try folder.save(profile)
    #expect(try folder.profile() == profile)
    #expect(try folder.profile(proxy: ProxyAddress(text: "localhost:3080")) == profile)
    #expect(folder.profiles() == [profile])
  }

  @Test("files are for their owner only, and no half-written one stays")
  func modes() throws {
    try folder.save(try profile())
    for file in [
      "/current-profile", "/localhost.yaml", "/keys/localhost/max.key", "/keys/localhost/max.crt", "/keys/localhost/cas/test.pem",
    ] {
      #expect(try mode(file) == 0o600, "\(file)")
    }
    for path in ["", "/keys", "/keys/localhost", "/keys/localhost/cas"] { #expect(try mode(path) == 0o700, "\(path)") }
    let left = FileManager.default.enumerator(atPath: folder.path)?.allObjects.compactMap { $0 as? String }.filter { $0.hasSuffix(".new") }
    #expect(left == [])
  }

  @Test("a profile of another product is left alone and refused in words")
  func foreign() throws {
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    let text = "web_proxy_addr: localhost:3080\nuser: max\n"
    try text.write(toFile: folder.path + "/localhost.yaml", atomically: true, encoding: .utf8)
    let writing = #expect(throws: Problem.self) { try folder.save(try profile()) }
    #expect(writing?.message.contains("another product") == true && writing?.hint?.contains("TELEPORT_HOME") == true)
    let reading = #expect(throws: Problem.self) { try folder.profile(proxy: ProxyAddress(text: "localhost")) }
    #expect(reading?.kind == .alreadyExists)
    #expect(try String(contentsOfFile: folder.path + "/localhost.yaml", encoding: .utf8) == text)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/keys/localhost/max.key"))
    #expect(folder.profiles().isEmpty)
  }

  @Test("keys that others put into the profile are kept")
  func unknownKeys() throws {
    try folder.save(try profile())
    let path = folder.path + "/localhost.yaml"
    try (String(contentsOfFile: path, encoding: .utf8) + "mfa_mode: auto\nload_all_cas: true\n").write(
      toFile: path, atomically: true, encoding: .utf8)
    try folder.save(try profile())
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("mfa_mode: auto") && text.contains("load_all_cas: true") && text.contains("threshold_trust: pinned"))
  }

  @Test("after signing out the profile knows where and who, and nothing opens")
  func signedOut() throws {
    let profile = try profile()
    try folder.save(profile)
    try folder.removeSession(of: profile)
    let left = try folder.profile()
    #expect(left.session == nil && left.user == "max")
    let problem = #expect(throws: Problem.self) { try left.liveSession(at: now) }
    #expect(problem?.kind == .unauthenticated && problem?.hint == "tsh login --proxy localhost:3080 --user max")
    try folder.removeSession(of: profile)
  }

  @Test("an ended sign-in is no sign-in")
  func ended() throws {
    let problem = #expect(throws: Problem.self) { try profile().liveSession(at: now + .hours(2)) }
    #expect(problem?.message.hasPrefix("your sign-in as `max` ended at") == true)
  }

  @Test("a private key that others may read is not used")
  func openKey() throws {
    try folder.save(try profile())
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path + "/keys/localhost/max.key")
    #expect(throws: Problem.self) { try folder.profile() }
  }

  @Test("names from servers can't leave the folder", arguments: ["../../x", "a/b", "..", "", "x\u{0}y"])
  func hostileCluster(name: String) throws {
    var profile = try profile()
    profile.cluster = name
    #expect(throws: Problem.self) { try folder.save(profile) }
  }

  @Test("of two users on one cluster each finds their own keys")
  func twoUsers() throws {
    try folder.save(try profile(user: "max"))
    try folder.save(try profile(user: "olivia", pinned: false))
    #expect(try folder.profile().user == "olivia")
    #expect(try folder.profile(user: "max").session?.signIn == ScriptedServer.signIn)
    #expect(try folder.profile(user: "eve").session == nil)
  }

  @Test("the folder is the one that TELEPORT_HOME names, else ~/.tsh")
  func place() {
    #expect(ProfileFolder(environment: ["TELEPORT_HOME": "/a/b", "HOME": "/h"]).path == "/a/b")
    #expect(ProfileFolder(environment: ["HOME": "/h"]).path == "/h/.tsh")
  }
}
