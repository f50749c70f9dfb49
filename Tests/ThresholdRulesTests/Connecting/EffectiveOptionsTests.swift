import Testing
import ThresholdModel
import ThresholdRules

@Suite("Options of several roles")
struct EffectiveOptionsTests {
  /// Options with some of them set.
  static func options(_ change: (inout RoleOptions) -> Void = { _ in }) -> RoleOptions {
    var options = RoleOptions()
    change(&options)
    return options
  }

  private func options(_ change: (inout RoleOptions) -> Void = { _ in }) -> RoleOptions { Self.options(change) }

  /// One role for each value; nil is a role that does not say.
  private func merged<Setting>(
    _ path: WritableKeyPath<RoleOptions, Setting?>, _ values: [Setting?], cluster: ClusterOptions = ClusterOptions()
  ) -> EffectiveOptions {
    EffectiveOptions(of: values.map { value in options { $0[keyPath: path] = value } }, cluster: cluster)
  }

  @Test("without any role everything is at its default")
  func defaults() {
    let none = EffectiveOptions(of: [])
    #expect(none.maxSessionTTL == .hours(30))
    #expect(none.clientIdleTimeout == nil)
    #expect(!none.disconnectExpiredCert)
    #expect(none.maxSessions == nil)
    #expect(none.maxConnections == nil)
    #expect(none.maxKubernetesConnections == nil)
    #expect(!none.forwardAgent)
    #expect(!none.permitX11Forwarding)
    #expect(none.sshFileCopy)
    #expect(none.portForwarding == ForwardingDirections(local: true, remote: true))
    #expect(none.recordSSH == .bestEffort)
    #expect(!none.recordDesktop)
    #expect(none.enhancedRecording.isEmpty)
    #expect(none.desktopClipboard)
    #expect(none.desktopDirectorySharing)
    #expect(none.sessionMFA == .never)
    #expect(none.keyPolicy == .off)
    #expect(none.lockingMode == .bestEffort)
    #expect(!none.pinSourceIP)
    #expect(none.certExtensions.isEmpty)
    #expect(!none.allowsOldCertFormat)
    #expect(none.requestAccess == .optional)
    #expect(none.requestPrompt.isEmpty)
    #expect(none.allowsSAMLIdP)
  }

  @Test(
    "the smallest time to live wins; one that is not positive is 30 h",
    arguments: [
      ([], 30), ([8], 8), ([8, 4, 12], 4), ([0], 30), ([-1], 30), ([0, 8], 8), ([100], 30), ([29, 30], 29),
    ] as [([Int64], Int64)])
  func maxSessionTTL(hours: [Int64], expected: Int64) {
    #expect(EffectiveOptions(of: hours.map { RoleOptions(maxSessionTTL: .hours($0)) }).maxSessionTTL == .hours(expected))
  }

  @Test(
    "the smallest positive idle timeout of roles and cluster wins",
    arguments: [
      ([nil], nil, nil), ([nil, 10], nil, 10), ([10, 5], nil, 5), ([10], 5, 5), ([5], 10, 5), ([0, -5], nil, nil), ([0, 7], nil, 7),
      ([nil], 0, nil), ([nil], -1, nil), ([nil], 3, 3), ([-1], 3, 3),
    ] as [([Int64?], Int64?, Int64?)])
  func clientIdleTimeout(roles: [Int64?], cluster: Int64?, expected: Int64?) {
    let found = merged(
      \.clientIdleTimeout, roles.map { $0.map(Span.minutes) }, cluster: ClusterOptions(clientIdleTimeout: cluster.map(Span.minutes)))
    #expect(found.clientIdleTimeout == expected.map(Span.minutes))
  }

  @Test(
    "switches that one role turns on: disconnect_expired_cert, forward_agent, permit_x11_forwarding, pin_source_ip",
    arguments: [([], false), ([nil], false), ([false], false), ([true], true), ([false, true], true), ([true, false, nil], true)]
      as [([Bool?], Bool)])
  func any(values: [Bool?], expected: Bool) {
    #expect(merged(\.disconnectExpiredCert, values).disconnectExpiredCert == expected)
    #expect(merged(\.disconnectExpiredCert, values, cluster: ClusterOptions(disconnectExpiredCert: true)).disconnectExpiredCert)
    #expect(merged(\.forwardAgent, values).forwardAgent == expected)
    #expect(merged(\.permitX11Forwarding, values).permitX11Forwarding == expected)
    #expect(merged(\.pinSourceIP, values).pinSourceIP == expected)
  }

  @Test(
    "switches that one role turns off: ssh_file_copy, desktop_clipboard, desktop_directory_sharing, idp.saml.enabled",
    arguments: [([], true), ([nil], true), ([true], true), ([false], false), ([true, false], false), ([nil, true], true)]
      as [([Bool?], Bool)])
  func every(values: [Bool?], expected: Bool) {
    #expect(merged(\.sshFileCopy, values).sshFileCopy == expected)
    #expect(merged(\.desktopClipboard, values).desktopClipboard == expected)
    #expect(merged(\.desktopDirectorySharing, values).desktopDirectorySharing == expected)
    #expect(merged(\.samlIdPEnabled, values).allowsSAMLIdP == expected)
  }

  @Test(
    "the smallest limit that is set wins; zero is no limit",
    arguments: [
      ([], nil), ([nil], nil), ([0], nil), ([0, 0], nil), ([0, 5], 5), ([5, 3, 9], 3), ([nil, 1], 1), ([-2, 4], 4),
    ] as [([Int?], Int?)])
  func limits(values: [Int?], expected: Int?) {
    #expect(merged(\.maxSessions, values).maxSessions == expected)
    #expect(merged(\.maxConnections, values).maxConnections == expected)
    #expect(merged(\.maxKubernetesConnections, values).maxKubernetesConnections == expected)
  }

  @Test("an agent is forwarded for a login when one role holds both the login and the option")
  func forwardAgent() {
    let (on, off) = (options { $0.forwardAgent = true }, options())
    #expect(EffectiveOptions(of: [on, off]).forwardAgent)
    #expect(EffectiveOptions.forwardsAgent(through: [on, off]))
    #expect(!EffectiveOptions.forwardsAgent(through: [off]))
    #expect(!EffectiveOptions.forwardsAgent(through: []))
  }

  /// What one role says about port forwarding.
  struct Forwarding: Sendable {
    var new: PortForwarding?
    var old: Bool?
  }

  @Test(
    "port forwarding: an explicit false closes its direction; the older option has its own rules",
    arguments: [
      ([], true, true), ([Forwarding()], true, true),
      ([Forwarding(new: PortForwarding(local: false))], false, true), ([Forwarding(new: PortForwarding(remote: false))], true, false),
      ([Forwarding(new: PortForwarding(local: false, remote: false))], false, false),
      ([Forwarding(new: PortForwarding(local: true)), Forwarding(new: PortForwarding(local: false))], false, true),
      ([Forwarding(new: PortForwarding(local: false)), Forwarding(new: PortForwarding(remote: false))], false, false),
      // The older option alone.
      ([Forwarding(old: false)], false, false), ([Forwarding(old: true)], true, true),
      ([Forwarding(old: false), Forwarding(old: true)], true, true), ([Forwarding(old: false), Forwarding()], false, false),
      // Not read on a role that has the newer one.
      ([Forwarding(new: PortForwarding(local: false), old: true)], false, true),
      ([Forwarding(new: PortForwarding(local: true), old: false)], true, true),
      // A true opens both, whatever other roles say.
      ([Forwarding(new: PortForwarding(local: false, remote: false)), Forwarding(old: true)], true, true),
      // A false counts only if no role sets the newer one.
      ([Forwarding(new: PortForwarding(local: true)), Forwarding(old: false)], true, true),
      ([Forwarding(new: PortForwarding(remote: false)), Forwarding(old: false)], true, false),
      ([Forwarding(new: PortForwarding()), Forwarding(old: false)], false, false),
    ] as [([Forwarding], Bool, Bool)])
  func portForwarding(roles: [Forwarding], local: Bool, remote: Bool) {
    let found = EffectiveOptions(
      of: roles.map { role in
        options {
          $0.sshPortForwarding = role.new
          $0.portForwarding = role.old
        }
      })
    #expect(found.portForwarding == ForwardingDirections(local: local, remote: remote))
  }

  @Test(
    "recording of SSH: strict anywhere, then best effort anywhere, then the strictest default",
    arguments: [
      ([nil], .bestEffort), ([SessionRecording()], .bestEffort), ([SessionRecording(byDefault: .strict)], .strict),
      ([SessionRecording(byDefault: .strict), SessionRecording(byDefault: .bestEffort)], .strict),
      ([SessionRecording(byDefault: .strict, ssh: .bestEffort)], .bestEffort),
      ([SessionRecording(byDefault: .strict), SessionRecording(ssh: .bestEffort)], .bestEffort),
      ([SessionRecording(ssh: .bestEffort), SessionRecording(ssh: .strict)], .strict),
      ([SessionRecording(byDefault: .bestEffort, ssh: .strict), nil], .strict),
    ] as [([SessionRecording?], SessionRecording.Mode)])
  func recordSSH(roles: [SessionRecording?], expected: SessionRecording.Mode) {
    #expect(merged(\.recordSession, roles).recordSSH == expected)
  }

  @Test(
    "desktops are recorded as soon as one role says so or says nothing; the implicit role forces nothing",
    arguments: [
      ([], false), ([nil], true), ([SessionRecording()], true), ([SessionRecording(desktop: false)], false),
      ([SessionRecording(desktop: false), SessionRecording(desktop: true)], true), ([SessionRecording(desktop: false), nil], true),
    ] as [([SessionRecording?], Bool)])
  func recordDesktop(roles: [SessionRecording?], expected: Bool) {
    #expect(merged(\.recordSession, roles).recordDesktop == expected)
  }

  @Test(
    "what is recorded below the session is the union; a role that does not say means command and network",
    arguments: [
      ([nil], ["command", "network"]), ([["disk"]], ["disk"]), ([["disk"], nil], ["command", "disk", "network"]),
      ([["command"], ["disk"]], ["command", "disk"]), ([[]], ["command", "network"]),
    ] as [([[String]?], [String])])
  func enhancedRecording(roles: [[String]?], expected: [String]) {
    #expect(merged(\.enhancedRecording, roles).enhancedRecording == expected)
  }

  @Test(
    "accounts on desktops: every matching role must say so",
    arguments: [([], false), ([true], true), ([true, nil], false), ([true, false], false), ([true, true], true)] as [([Bool?], Bool)])
  func desktopUser(matching: [Bool?], expected: Bool) {
    let roles = matching.map { value in options { $0.createDesktopUser = value } }
    #expect(EffectiveOptions(of: roles, matching: roles).accounts.createDesktopUser == expected)
    #expect(!EffectiveOptions(of: roles, matching: []).accounts.createDesktopUser)
  }

  @Test(
    "accounts on servers: any off among matching roles, keep before insecure-drop",
    arguments: [
      ([], .off), ([nil], .off), ([.keep], .keep), ([.insecureDrop], .insecureDrop), ([.insecureDrop, .keep], .keep), ([.keep, nil], .off),
      ([.keep, .off], .off), ([.insecureDrop, .insecureDrop], .insecureDrop),
    ] as [([HostUserMode?], HostUserMode)])
  func hostUser(matching: [HostUserMode?], expected: HostUserMode) {
    let roles = matching.map { value in options { $0.createHostUserMode = value } }
    #expect(EffectiveOptions(of: roles + [options()], matching: roles).accounts.createHostUserMode == expected)
  }

  @Test("the first shell that is not empty is the shell of such accounts")
  func shell() {
    let roles = [nil, "", "/bin/zsh", "/bin/bash"].map { value in options { $0.createHostUserDefaultShell = value } }
    #expect(AccountOptions(of: roles).createHostUserDefaultShell == "/bin/zsh")
    #expect(AccountOptions(of: []).createHostUserDefaultShell.isEmpty)
  }

  @Test(
    "accounts in databases: the highest number over matching roles",
    arguments: [
      ([], .off), ([nil], .off), ([.off, .keep], .keep), ([.keep, .bestEffortDrop, .off], .bestEffortDrop), ([nil, .off], .off),
    ] as [([DatabaseUserMode?], DatabaseUserMode)])
  func databaseUser(matching: [DatabaseUserMode?], expected: DatabaseUserMode) {
    let roles = matching.map { value in options { $0.createDatabaseUserMode = value } }
    #expect(AccountOptions(of: roles).createDatabaseUserMode == expected)
  }

  @Test(
    "session MFA: the cluster asks everybody, roles alone end up per role",
    arguments: [
      ([], .off, .never), ([nil, .off], .off, .never), ([.session], .off, .perRole), ([.session, .session], .off, .perRole),
      ([.off, .hardwareKey], .off, .perRole), ([nil], .session, .always), ([.session], .hardwareKeyTouch, .always),
    ] as [([SessionMFA?], SessionMFA, SessionMFAState)])
  func sessionMFA(roles: [SessionMFA?], cluster: SessionMFA, expected: SessionMFAState) {
    #expect(merged(\.requireSessionMFA, roles, cluster: ClusterOptions(requireSessionMFA: cluster)).sessionMFA == expected)
  }

  @Test("per role, a session needs a second factor only where a role that grants it asks for one")
  func neededMFA() {
    let (asking, plain) = (options { $0.requireSessionMFA = .hardwareKey }, options())
    #expect(SessionMFAState.perRole.isNeeded(granting: [plain, asking]))
    #expect(!SessionMFAState.perRole.isNeeded(granting: [plain]))
    #expect(SessionMFAState.always.isNeeded(granting: [plain]))
    #expect(!SessionMFAState.never.isNeeded(granting: [asking]))
  }

  @Test(
    "key policies of cluster and roles must all be satisfied",
    arguments: [
      ([.session], .off, .off), ([.hardwareKey], .off, .hardwareKey), ([.hardwareKey, .hardwareKeyTouch], .off, .hardwareKeyTouch),
      ([.hardwareKeyPIN, .hardwareKeyTouch], .off, .hardwareKeyTouchAndPIN), ([.session], .hardwareKeyPIN, .hardwareKeyPIN),
      ([.hardwareKeyTouchAndPIN, .hardwareKey], .session, .hardwareKeyTouchAndPIN), ([nil], .hardwareKey, .hardwareKey),
    ] as [([SessionMFA?], SessionMFA, SessionMFA)])
  func keyPolicy(roles: [SessionMFA?], cluster: SessionMFA, expected: SessionMFA) {
    #expect(merged(\.requireSessionMFA, roles, cluster: ClusterOptions(requireSessionMFA: cluster)).keyPolicy == expected)
  }

  @Test("which key is good enough for which policy")
  func satisfaction() {
    let satisfied: [SessionMFA: Set<SessionMFA>] = [
      .off: [.off, .session], .session: [.off, .session], .hardwareKey: [.off, .session, .hardwareKey],
      .hardwareKeyTouch: [.off, .session, .hardwareKey, .hardwareKeyTouch],
      .hardwareKeyPIN: [.off, .session, .hardwareKey, .hardwareKeyPIN],
      .hardwareKeyTouchAndPIN: Set(SessionMFA.allCases),
    ]
    for held in SessionMFA.allCases {
      for demanded in SessionMFA.allCases { #expect(held.satisfies(demanded) == satisfied[held]?.contains(demanded)) }
    }
  }

  @Test("the second factor's interval counts only from roles that ask for one")
  func interval() {
    func role(_ mfa: SessionMFA?, _ minutes: Int64?) -> RoleOptions {
      options {
        $0.requireSessionMFA = mfa
        $0.mfaVerificationInterval = minutes.map(Span.minutes)
      }
    }
    #expect(EffectiveOptions(of: [role(.session, 30), role(.session, 10), role(nil, 1)]).mfaVerificationInterval == .minutes(10))
    #expect(EffectiveOptions(of: [role(.off, 1), role(nil, 2)]).mfaVerificationInterval == nil)
    #expect(EffectiveOptions(of: [role(.session, nil), role(.session, 0)]).mfaVerificationInterval == nil)
  }

  @Test(
    "locking: strict anywhere wins; else a role replaces the cluster's default",
    arguments: [
      ([nil], .bestEffort, .bestEffort), ([nil], .strict, .strict), ([.bestEffort], .strict, .bestEffort),
      ([.strict], .bestEffort, .strict),
      ([.bestEffort, .strict], .bestEffort, .strict), ([nil, .bestEffort], .strict, .bestEffort), ([], .strict, .strict),
    ] as [([LockingMode?], LockingMode, LockingMode)])
  func lockingMode(roles: [LockingMode?], cluster: LockingMode, expected: LockingMode) {
    #expect(merged(\.lock, roles, cluster: ClusterOptions(lockingMode: cluster)).lockingMode == expected)
  }

  @Test("certificate extensions come together in the order of the roles, each with its first value")
  func certExtensions() {
    let first = options { $0.certExtensions = [CertExtension(name: "login@example.com", value: "{{external.login}}")] }
    let second = options {
      $0.certExtensions = [
        CertExtension(name: "b", value: "fixed"), CertExtension(name: "gone", value: "{{external.missing}}"),
        CertExtension(name: "bad", value: "{{"),
      ]
    }
    let found = EffectiveOptions(of: [first, second, first], traits: ["login": ["max", "other"]]).certExtensions
    #expect(found.map(\.name) == ["login@example.com", "b", "login@example.com"])
    #expect(found.map(\.value) == ["max", "fixed", "max"])
  }

  @Test("the older certificate format wins")
  func certFormat() {
    #expect(merged(\.certFormat, ["standard", "oldssh"]).allowsOldCertFormat)
    #expect(!merged(\.certFormat, ["standard", nil, ""]).allowsOldCertFormat)
  }

  @Test(
    "asking at sign-in: reason before always before optional",
    arguments: [
      ([nil], .optional, false, false), ([.optional, .always], .always, true, false), ([.always, .reason], .reason, true, true),
      ([.reason, nil, .optional], .reason, true, true),
    ] as [([RequestAccess?], RequestAccess, Bool, Bool)])
  func requestAccess(roles: [RequestAccess?], expected: RequestAccess, asks: Bool, needsReason: Bool) {
    let found = merged(\.requestAccess, roles)
    #expect(found.requestAccess == expected)
    #expect(found.requestsAccessAtSignIn == asks)
    #expect(found.requiresRequestReason == needsReason)
  }

  @Test("the first prompt is the prompt; dialogs show all of them by the alphabet")
  func requestPrompt() {
    let found = merged(\.requestPrompt, [nil, "", "why?", "ticket?", "why?"])
    #expect(found.requestPrompt == "why?")
    #expect(found.requestPrompts == ["ticket?", "why?"])
  }
}
