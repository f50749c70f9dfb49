import Testing
import ThresholdModel
import ThresholdRules

/// Source: reference, roles-and-resources §3.1 and §9.3.
@Suite("The order of checks for one resource")
struct OrderOfChecksTests {
  private static let root = Principal(.logins, "root")
  private static func role(_ name: RoleName = "r", labels: LabelMap = ["env": ["prod"]], logins: [String] = ["root"]) -> Role {
    Role(name) {
      $0.allow.nodeLabels = labels
      $0.allow.logins = logins
    }
  }
  private static func denying(labels: LabelMap = [:], logins: [String] = []) -> Role {
    Role("d") {
      $0.deny.nodeLabels = labels
      $0.deny.logins = logins
    }
  }
  private static func asking(
    _ name: RoleName = "m", mfa: SessionMFA = .off, device: DeviceTrustMode = .off, logins: [String] = ["root"]
  ) -> Role {
    Role(name) {
      $0.options.requireSessionMFA = mfa
      $0.options.deviceTrustMode = device
      $0.allow.nodeLabels = ["*": ["*"]]
      $0.allow.logins = logins
    }
  }
  private static func settings(mfa: SessionMFA = .off, device: DeviceTrustMode = .off) -> [Record] {
    [
      .authPreference(
        AuthPreference(
          version: "v2", metadata: Metadata(name: "cluster-auth-preference"), spec: AuthPreferenceSpec(sessionMFA: mfa, deviceTrust: device)
        ))
    ]
  }
  private static let passed = AccessFactors(hasVerifiedMFA: true)
  private static let enrolled = AccessFactors(hasTrustedDevice: true)

  static let denyAndAllow: [AccessCase] = [
    AccessCase("nothing is allowed by default", [], on: Sample.node(), as: [root], .noGrant),
    AccessCase("labels and login in one role", [role()], on: Sample.node(), as: [root], .allowed),
    AccessCase("nothing asked as whom", [role(logins: [])], on: Sample.node(), .allowed),
    AccessCase(
      "labels of one role, login of another", [role("a", logins: ["ubuntu"]), role("b", labels: ["env": ["dev"]])], on: Sample.node(),
      as: [root], .noGrant),
    AccessCase(
      "two logins of two roles", [role(), role("b", logins: ["ubuntu"])], on: Sample.node(), as: [root, Principal(.logins, "ubuntu")],
      .noGrant),
    AccessCase(
      "two logins of one role", [role(logins: ["root", "ubuntu"])], on: Sample.node(), as: [root, Principal(.logins, "ubuntu")], .allowed),
    AccessCase("an account that a server does not have", [role()], on: Sample.node(), as: [Principal(.databaseUsers, "root")], .noGrant),
    AccessCase("deny labels", [role(), denying(labels: ["team": ["a"]])], on: Sample.node(), as: [root], .deniedLabels),
    AccessCase("deny labels, nothing asked as whom", [role(), denying(labels: ["team": ["a"]])], on: Sample.node(), .deniedLabels),
    AccessCase("deny labels of another", [role(), denying(labels: ["team": ["b"]])], on: Sample.node(), as: [root], .allowed),
    AccessCase("a denied login", [role(), denying(logins: ["root"])], on: Sample.node(), as: [root], .deniedPrincipal),
    AccessCase(
      "a denied login beside labels that differ", [role(), denying(labels: ["team": ["b"]], logins: ["root"])], on: Sample.node(),
      as: [root], .deniedPrincipal),
    AccessCase(
      "one of two logins denied", [role(logins: ["root", "x"]), denying(logins: ["x"])], on: Sample.node(),
      as: [root, Principal(.logins, "x")], .deniedPrincipal),
    AccessCase("another login denied", [role(), denying(logins: ["Root"])], on: Sample.node(), as: [root], .allowed),
    AccessCase(
      "the role that allows denies",
      [
        Role("r") {
          $0.allow = role().spec.allow; $0.deny.logins = ["root"]
        }
      ], on: Sample.node(), as: [root],
      .deniedPrincipal),
    AccessCase(
      "what may not be seen has no reason", [role(labels: ["env": ["dev"]])], on: Sample.node(), as: [root], seesAll: false, .noSuchResource
    ),
    AccessCase(
      "what is denied by labels may not be seen", [role(), denying(labels: ["team": ["a"]])], on: Sample.node(), as: [root], seesAll: false,
      .noSuchResource),
    AccessCase("another login of what is reachable", [role()], on: Sample.node(), as: [Principal(.logins, "x")], seesAll: false, .noGrant),
  ]

  static let factors: [AccessCase] = [
    AccessCase("always, without", [role()], on: Sample.node(), as: [root], records: settings(mfa: .session), .needsMFA),
    AccessCase("always, with", [role()], on: Sample.node(), as: [root], factors: passed, records: settings(mfa: .session), .allowed),
    AccessCase(
      "always comes before a deny", [role(), denying(logins: ["root"])], on: Sample.node(), as: [root],
      records: settings(mfa: .hardwareKeyTouch), .needsMFA),
    AccessCase("always, and no grant", [], on: Sample.node(), as: [root], records: settings(mfa: .session), .needsMFA),
    AccessCase(
      "always, and out of sight", [], on: Sample.node(), as: [root], records: settings(mfa: .session), seesAll: false, .noSuchResource),
    AccessCase("the granting role asks", [asking(mfa: .session)], on: Sample.node(), as: [root], .needsMFA),
    AccessCase("the granting role asks for a key", [asking(mfa: .hardwareKey)], on: Sample.node(), as: [root], .needsMFA),
    AccessCase("the granting role asks, passed", [asking(mfa: .session)], on: Sample.node(), as: [root], factors: passed, .allowed),
    AccessCase(
      "one of two granting roles asks, the first does not", [role("a"), asking(mfa: .session)], on: Sample.node(), as: [root], .needsMFA),
    AccessCase(
      "one of two granting roles asks, the first does", [asking("a", mfa: .session), role("b")], on: Sample.node(), as: [root], .needsMFA),
    AccessCase(
      "a role that does not grant the login asks", [role(), asking(mfa: .session, logins: ["x"])], on: Sample.node(), as: [root], .allowed),
    AccessCase(
      "a deny comes before the role's factor", [asking(mfa: .session), denying(logins: ["root"])], on: Sample.node(), as: [root],
      .deniedPrincipal),
    AccessCase(
      "the granting role asks for a device", [asking(device: .required)], on: Sample.node(), as: [root], factors: passed, .needsDevice),
    AccessCase("a device is optional", [asking(device: .optional)], on: Sample.node(), as: [root], .allowed),
    AccessCase(
      "the granting role asks for a device, enrolled", [asking(device: .required)], on: Sample.node(), as: [root], factors: enrolled,
      .allowed),
    AccessCase(
      "a later granting role asks for a device", [role("a"), asking("z", device: .required)], on: Sample.node(), as: [root], .needsDevice),
    AccessCase(
      "a role that does not grant asks for a device", [role(), asking(device: .required, logins: ["x"])], on: Sample.node(), as: [root],
      .allowed),
    AccessCase(
      "a second factor does not stand for a device", [asking(mfa: .session, device: .required)], on: Sample.node(), as: [root],
      factors: passed, .needsDevice),
    AccessCase(
      "a device does not stand for a second factor", [asking(mfa: .session, device: .required)], on: Sample.node(), as: [root],
      factors: enrolled, .needsMFA),
    AccessCase("both", [asking(mfa: .session, device: .required)], on: Sample.node(), as: [root], factors: .all, .allowed),
    AccessCase(
      "the cluster asks for a device", [role()], on: Sample.node(), as: [root], records: settings(device: .required), .needsDevice),
  ]

  @Test("a deny of any role, then one role that allows everything", arguments: denyAndAllow)
  func order(one: AccessCase) { one.check() }

  @Test("second factors and devices", arguments: factors)
  func factor(one: AccessCase) { one.check() }

  @Test("listings take second factors and devices as given")
  func listed() {
    let one = AccessCase(
      "", [Self.asking(mfa: .session, device: .required)], on: Sample.node(), records: Self.settings(mfa: .session), .needsMFA)
    #expect(one.world.reachable(by: "ann", signIn: "s-ann", at: noon).map(\.logins) == [["root"]])
  }
}
