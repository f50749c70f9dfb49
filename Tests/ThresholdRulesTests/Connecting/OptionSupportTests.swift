import Foundation
import Testing
import ThresholdModel
import ThresholdRules

@Suite("Options that a path cannot enforce")
struct OptionSupportTests {
  private func role(_ name: RoleName = "r", _ change: (inout RoleSpec) -> Void) -> Role {
    var role = Role(name: name)
    change(&role.spec)
    return role
  }

  /// A role as other systems export it: every option written at its default.
  private var written: Role {
    role("written") { spec in
      spec.options.clientIdleTimeout = .zero
      spec.options.disconnectExpiredCert = false
      spec.options.maxSessions = 0
      spec.options.maxConnections = 0
      spec.options.maxKubernetesConnections = 0
      spec.options.forwardAgent = false
      spec.options.permitX11Forwarding = false
      spec.options.sshFileCopy = true
      spec.options.sshPortForwarding = PortForwarding(local: true, remote: true)
      spec.options.portForwarding = true
      spec.options.recordSession = SessionRecording(byDefault: .bestEffort, desktop: true)
      spec.options.enhancedRecording = ["command", "network"]
      spec.options.desktopClipboard = true
      spec.options.desktopDirectorySharing = true
      spec.options.createDesktopUser = false
      spec.options.createHostUserMode = .off
      spec.options.createHostUserDefaultShell = ""
      spec.options.createDatabaseUserMode = .off
      spec.options.requireSessionMFA = .off
      spec.options.mfaVerificationInterval = .zero
      spec.options.deviceTrustMode = .off
      spec.options.lock = .bestEffort
      spec.options.pinSourceIP = false
      spec.options.certExtensions = []
      spec.options.certFormat = "standard"
      spec.options.requestAccess = .optional
      spec.options.requestPrompt = ""
      spec.options.samlIdPEnabled = true
    }
  }

  private func refusal(_ roles: [Role], granting: [Role]? = nil, cluster: ClusterOptions = ClusterOptions()) -> OptionRefusal? {
    OptionSupport.refusal(on: .ssh, roles: roles, granting: granting ?? roles, cluster: cluster)
  }

  @Test("every option of roles has a row, and so have the conditions that restrict sessions")
  func rows() {
    for name in RoleOptions.optionNames { #expect(OptionSupport.of(name) != nil, "no row for \(name)") }
    #expect(OptionSupport.of("allow.require_session_join") != nil)
    #expect(Set(OptionSupport.all.map(\.name)).count == OptionSupport.all.count)
    let extra = OptionSupport.all.map(\.name).filter { !$0.contains(".") && !RoleOptions.optionNames.contains($0) }
    #expect(extra.isEmpty)
    #expect(OptionSupport.of("max_session_ttl")?.support(on: .database) == .closed)
    #expect(OptionSupport.of("max_sessions")?.support(on: .database) == .nothing)
  }

  @Test("the page says what the table says")
  func page() throws {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent("docs/reference/options.md"), encoding: .utf8)
    let shown = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    let expected = OptionSupport.all.map { row in
      let others = ConnectionPath.allCases.filter { $0 != .ssh && row.support(on: $0) != .nothing }.map(\.rawValue)
      return "| `\(row.name)` | \(row.ssh.rawValue) | \(row.note) | \(others.isEmpty ? "–" : others.joined(separator: ", ")) |"
    }
    #expect(shown == expected)
  }

  @Test("values that equal the default refuse nothing")
  func defaults() {
    #expect(refusal([]) == nil)
    #expect(refusal([Role(name: "bare")]) == nil)
    #expect(refusal([written]) == nil)
    #expect(OptionSupport.unenforceable(in: written, on: .ssh).isEmpty)
  }

  /// One option away from its default.
  struct Case: Sendable, CustomTestStringConvertible {
    let option: String
    let change: @Sendable (inout RoleSpec) -> Void
    var testDescription: String { option }

    init(_ option: String, _ change: @escaping @Sendable (inout RoleSpec) -> Void) {
      self.option = option
      self.change = change
    }
  }

  static let refusing: [Case] = [
    Case("client_idle_timeout") { $0.options.clientIdleTimeout = .minutes(10) },
    Case("max_sessions") { $0.options.maxSessions = 1 },
    Case("ssh_file_copy") { $0.options.sshFileCopy = false },
    Case("record_session") { $0.options.recordSession = SessionRecording(byDefault: .strict) },
    Case("record_session") { $0.options.recordSession = SessionRecording(ssh: .strict) },
    Case("enhanced_recording") { $0.options.enhancedRecording = ["command", "disk", "network"] },
    Case("require_session_mfa") { $0.options.requireSessionMFA = .session },
    Case("require_session_mfa") { $0.options.requireSessionMFA = .hardwareKeyTouch },
    Case("device_trust_mode") { $0.options.deviceTrustMode = .required },
    Case("allow.require_session_join") {
      $0.allow.requireSessionJoin = [SessionRequirePolicy(name: "p", filter: "", kinds: ["ssh"], count: 1, modes: ["moderator"])]
    },
    Case("allow.require_session_join") {
      $0.allow.requireSessionJoin = [SessionRequirePolicy(name: "p", filter: "", kinds: ["*"], count: 1, modes: ["moderator"])]
    },
    Case("allow.require_session_join") {
      $0.allow.requireSessionJoin = [SessionRequirePolicy(name: "p", filter: "", kinds: [], count: 1, modes: [])]
    },
  ]

  @Test("an option that cannot be enforced refuses, naming option and role; saving it warns", arguments: refusing)
  func refusals(option: Case) throws {
    let strict = role("strict", option.change)
    let found = try #require(refusal([written, strict]))
    #expect(found.option == option.option)
    #expect(found.role == "strict")
    #expect(found.message == "role `strict` sets `\(option.option)`, which cannot be enforced over SSH here")
    #expect(found.hint == "take `\(option.option)` out of the role with `tctl edit role/strict`")
    #expect(found.problem.kind == .accessDenied)
    #expect(OptionSupport.of(option.option)?.ssh == .refused)
    #expect(OptionSupport.unenforceable(in: strict, on: .ssh) == [option.option])
    #expect(
      warnings(for: strict).map(\.path) == [option.option.hasPrefix("allow.") ? "spec.\(option.option)" : "spec.options.\(option.option)"])
  }

  static let passing: [Case] = [
    Case("max_session_ttl") { $0.options.maxSessionTTL = .hours(1) },
    Case("disconnect_expired_cert") { $0.options.disconnectExpiredCert = true },
    Case("max_connections") { $0.options.maxConnections = 1 },
    Case("max_kubernetes_connections") { $0.options.maxKubernetesConnections = 1 },
    Case("forward_agent") { $0.options.forwardAgent = true }, Case("permit_x11_forwarding") { $0.options.permitX11Forwarding = true },
    Case("ssh_port_forwarding") { $0.options.sshPortForwarding = PortForwarding(local: false, remote: false) },
    Case("record_session") { $0.options.recordSession = SessionRecording(byDefault: .strict, ssh: .bestEffort) },
    Case("enhanced_recording") { $0.options.enhancedRecording = ["command"] },
    Case("device_trust_mode") { $0.options.deviceTrustMode = .optional }, Case("lock") { $0.options.lock = .strict },
    Case("pin_source_ip") { $0.options.pinSourceIP = true }, Case("desktop_clipboard") { $0.options.desktopClipboard = false },
    Case("mfa_verification_interval") { $0.options.mfaVerificationInterval = .minutes(1) },
    Case("allow.require_session_join") {
      $0.allow.requireSessionJoin = [SessionRequirePolicy(name: "p", filter: "", kinds: ["k8s"], count: 1, modes: ["moderator"])]
    },
  ]

  @Test("an option that is enforced, or about something else, refuses nothing", arguments: passing)
  func passes(option: Case) {
    #expect(refusal([role("r", option.change)]) == nil)
  }

  @Test("session MFA and device trust are asked of the roles that grant, the rest of all")
  func granting() {
    let (plain, mfa) = (Role(name: "plain"), role("mfa") { $0.options.requireSessionMFA = .session })
    let device = role("device") { $0.options.deviceTrustMode = .required }
    let copy = role("copy") { $0.options.sshFileCopy = false }
    #expect(refusal([plain, mfa, device], granting: [plain]) == nil)
    #expect(refusal([plain, mfa], granting: [plain, mfa])?.role == "mfa")
    #expect(refusal([plain, device], granting: [device])?.option == "device_trust_mode")
    #expect(refusal([plain, copy], granting: [plain])?.role == "copy")
  }

  @Test("what the cluster sets refuses everybody, without a role's name")
  func cluster() {
    let plain = [Role(name: "plain")]
    #expect(refusal(plain, cluster: ClusterOptions(clientIdleTimeout: .minutes(5)))?.role == nil)
    #expect(refusal(plain, cluster: ClusterOptions(requireSessionMFA: .session))?.option == "require_session_mfa")
    let device = refusal(plain, cluster: ClusterOptions(deviceTrustMode: .required))
    #expect(device?.message == "the cluster's settings set `device_trust_mode`, which cannot be enforced over SSH here")
  }

  @Test("a role that sets several is warned about each")
  func several() {
    let strict = role("strict") {
      $0.options.maxSessions = 2
      $0.options.sshFileCopy = false
      $0.options.deviceTrustMode = .required
    }
    #expect(OptionSupport.unenforceable(in: strict, on: .ssh) == ["max_sessions", "ssh_file_copy", "device_trust_mode"])
  }
}
