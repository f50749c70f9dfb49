import Testing
import ThresholdModel
import ThresholdRules

/// Source: reference, roles-and-resources §8.
@Suite("Locks on what somebody is, asks and reaches")
struct LockedAccessTests {
  static let server = ServerID(uuid(1))
  static let requested: RequestID = RequestID(uuid(50))

  struct Line: Sendable, CustomTestStringConvertible {
    let target: LockTarget
    /// The logins that are left on the server, and on the desktop.
    var left: [String] = []
    var desktop: [String] = []
    /// Whether anything is visible: it is not when the lock is on who the user is.
    var sees = true
    var expires: Moment?
    var testDescription: String { target.description }
  }

  static let lines: [Line] = [
    Line(target: LockTarget(user: "ann"), sees: false), Line(target: LockTarget(user: "ANN"), sees: false),
    Line(target: LockTarget(user: "bob"), left: ["root", "ubuntu"], desktop: ["root"]),
    Line(target: LockTarget(role: "base"), sees: false), Line(target: LockTarget(role: "more"), sees: false),
    Line(target: LockTarget(role: "Base"), left: ["root", "ubuntu"], desktop: ["root"]),
    Line(target: LockTarget(role: "b*"), left: ["root", "ubuntu"], desktop: ["root"]),
    Line(target: LockTarget(login: "root"), left: ["ubuntu"]),
    Line(target: LockTarget(login: "Root"), left: ["root", "ubuntu"], desktop: ["root"]),
    Line(target: LockTarget(serverID: server), desktop: ["root"]),
    Line(target: LockTarget(windowsDesktop: "desk"), left: ["root", "ubuntu"]),
    Line(target: LockTarget(accessRequest: requested), sees: false),
    Line(target: LockTarget(accessRequest: "other"), left: ["root", "ubuntu"], desktop: ["root"]),
    Line(target: LockTarget(user: "ann", login: "root"), left: ["ubuntu"]),
    Line(target: LockTarget(user: "bob", login: "root"), left: ["root", "ubuntu"], desktop: ["root"]),
    Line(target: LockTarget(login: "root", serverID: server), left: ["ubuntu"], desktop: ["root"]),
    Line(target: LockTarget(role: "base", serverID: server), desktop: ["root"]),
    Line(target: LockTarget(), left: ["root", "ubuntu"], desktop: ["root"]),
    Line(target: LockTarget(mfaDevice: "x"), left: ["root", "ubuntu"], desktop: ["root"]),
    Line(target: LockTarget(user: "ann"), sees: false, expires: noon + millisecond),
    Line(target: LockTarget(user: "ann"), left: ["root", "ubuntu"], desktop: ["root"], expires: noon),
  ]

  @Test("decisions and listings", arguments: lines)
  func locked(line: Line) {
    var scene = Scene()
    let base = Role("base") {
      $0.allow.labels = [.node: ["*": ["*"]], .desktop: ["*": ["*"]]]
      $0.allow.logins = ["root"]
      $0.allow[.windowsLogins] = ["root"]
      $0.allow.request.roles = ["more"]
    }
    let more = Role("more") {
      $0.allow.nodeLabels = ["*": ["*"]]
      $0.allow.logins = ["ubuntu"]
    }
    scene.records += [base, more].map(Record.role) + [.resource(Sample.node()), .resource(Sample.desktop)]
    scene.request(50, by: "ann", roles: ["more"], servers: [])
    scene.user("ann", roles: ["base"], isSignedIn: false)
    scene.signIn("s-ann", of: "ann", assuming: [Self.requested: noon + .hours(1)])
    scene.records.append(
      .lock(Lock(version: "v2", metadata: Metadata(name: "l"), spec: LockSpec(target: line.target, message: "why", expires: line.expires))))
    let world = scene.world

    for (key, field, left) in [
      (Sample.node().key, PrincipalField.logins, line.left), (Sample.desktop.key, .windowsLogins, line.desktop),
    ] {
      let logins = field == .logins ? ["root", "ubuntu"] : ["root"]
      for login in logins {
        let verdict = world.decide(
          AccessQuestion(user: "ann", resource: key, principals: [Principal(field, login)], signIn: "s-ann"), at: noon)
        #expect((verdict.grant != nil) == left.contains(login), "\(login): \(verdict)")
        guard let refusal = verdict.refusal else { continue }
        #expect(refusal.reason == .locked("l"))
        #expect(refusal.message == "lock targeting \(line.target) is in force: why")
      }
      #expect(world.principals(of: "ann", on: key, signIn: "s-ann", at: noon)?[field] ?? [] == left)
      let listed = world.reachable(by: "ann", kinds: [key.kind], signIn: "s-ann", at: noon)
      #expect(listed.map { $0.principals[field] } == (left.isEmpty ? [] : [left]))
      #expect(world.isVisible(key, to: "ann", signIn: "s-ann", at: noon) == line.sees)
      #expect(world.visible(key.kind, to: "ann", signIn: "s-ann", at: noon).isEmpty != line.sees)
    }
  }
}
