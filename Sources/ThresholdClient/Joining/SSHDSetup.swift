import Foundation
import ThresholdAPI
import ThresholdCertificates
import ThresholdModel

/// What joining writes for one answer of the cluster.
struct JoinPlan: Sendable {
  let include: GatewayInclude
  /// Where the include stands.
  let includePath: String
  /// Authority first, sshd_config last: what is read by nobody yet comes before what makes it read.
  let changes: [FileChange]
  let hostCertificatePath: String?
}

/// One sshd's configuration on disk: planning, trying out and installing a change of it.
struct SSHDSetup: Sendable {
  let folder: String
  let sshd: StockSSHD

  var main: String { "\(folder)/sshd_config" }
  private var ours: String { "\(folder)/threshold" }
  private var authorityPath: String { "\(ours)/user_ca.pub" }

  /// A key that nobody holds: only for rehearsals, which never write it.
  static let sampleAuthority = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"

  /// - Throws: ``Problem`` of kind `badParameter` for a folder whose name sshd would take apart, `notFound` without `sshd_config`.
  init(folder: String, sshd: StockSSHD) throws(Problem) {
    let absolute = URL(fileURLWithPath: folder).standardizedFileURL.path
    let isPlain = absolute.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "/._-+@,:".unicodeScalars.contains(scalar))
    }
    guard isPlain else {
      throw Problem(
        .badParameter, "`\(folder.escapedForDisplay)` has characters that sshd would not take as part of a name",
        hint: "use a folder of letters, digits and . _ - +")
    }
    self.folder = absolute
    self.sshd = sshd
    guard FileManager.default.isReadableFile(atPath: "\(absolute)/sshd_config") else {
      throw Problem(
        .notFound, "`\(absolute)/sshd_config` is not there or cannot be read",
        hint: "name sshd's folder: --sshd-config DIR, as the user that runs sshd")
    }
  }

  /// - Throws: ``Problem`` of kind `badParameter` when the answer holds anything but plain ids, addresses and keys.
  func plan(_ answer: JoinAnswer, commandUser: String) throws(Problem) -> JoinPlan {
    let addresses = try GatewayInclude.checked(server: answer.server, addresses: answer.gatewayAddresses)
    let include = GatewayInclude(
      server: answer.server, addresses: addresses, authorityPath: authorityPath, noPrincipalsPath: "\(ours)/no_principals",
      commandUser: commandUser)
    let text = FileChanges.content(of: main) ?? ""
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/sshd_config.d")) ?? []
    let placement = IncludePlacement.choose(main: text, folder: folder, dropIns: names)
    let other: IncludePlacement = placement == .dropIn ? .firstLine : .dropIn
    let certificate = try hostCertificate(answer)
    let changes = [
      FileChange(path: authorityPath, content: try authorities(answer)),
      FileChange(path: include.noPrincipalsPath, content: ""),
      certificate,
      FileChange(path: placement.path(in: folder), content: include.text),
      FileChange(path: main, content: placement.main(text, folder: folder)),
      FileChange(path: other.path(in: folder), content: nil),
    ].compactMap { $0 }
    return JoinPlan(include: include, includePath: placement.path(in: folder), changes: changes, hostCertificatePath: certificate?.path)
  }

  private func authorities(_ answer: JoinAnswer) throws(Problem) -> String {
    var lines: [String] = []
    // Written from what was read, so that no option or second line slips through.
    for line in answer.userAuthorities { lines.append(try SSHPublicKey(line: line).line) }
    guard !lines.isEmpty else { throw Problem(.badParameter, "the cluster did not say which authority to trust") }
    return lines.map { "\($0)\n" }.joined()
  }

  private func hostCertificate(_ answer: JoinAnswer) throws(Problem) -> FileChange? {
    guard !answer.hostCertificate.isEmpty else { return nil }
    let words = answer.hostCertificate.split(separator: " ")
    guard words.count >= 2, words[0].hasSuffix("-cert-v01@openssh.com"), Data(base64Encoded: String(words[1])) != nil else {
      throw Problem(.badParameter, "the cluster sent a host certificate that cannot be read")
    }
    return FileChange(path: "\(ours)/host-cert.pub", content: "\(words[0]) \(words[1])\n")
  }

  /// Another authority that sshd trusts for a connection would let its holders in beside us, or ours beside it.
  /// - Throws: ``Problem`` of kind `inUse`, naming the file.
  func refuseForeignAuthority(in effective: EffectiveConfiguration) throws(Problem) {
    guard let path = effective.trustedUserAuthorities, path != authorityPath else { return }
    throw Problem(
      .inUse, "sshd trusts another authority already: `TrustedUserCAKeys \(path.escapedForDisplay)`",
      hint: "remove that line from sshd's configuration, or keep this server out of the cluster")
  }

  /// A tunnel gains logins for as long as somebody may take to log in, so that must have an end.
  static func checkGrace(_ configuration: EffectiveConfiguration) throws(Problem) {
    let grace = configuration["logingracetime"].first.flatMap { Int($0) } ?? 0
    guard (1...120).contains(grace) else {
      throw Problem(
        .badParameter, "sshd's LoginGraceTime is \(grace) and must be between 1 and 120 seconds",
        hint: "set `LoginGraceTime 120` in sshd_config")
    }
  }

  /// Tries a plan on a copy: sshd must accept it, do what the include says from every gateway address, and be
  /// unchanged for everybody else.
  /// - Throws: ``Problem`` of kind `inUse` or `badParameter`; nothing was written.
  func rehearse(_ plan: JoinPlan) async throws(Problem) {
    let now = try await sshd.effective(main)
    try Self.checkGrace(now)
    let port = now.port
    for sketch in sketches(plan.include.addresses, port: port) {
      try refuseForeignAuthority(in: await sshd.effective(main, for: sketch))
    }
    let trial = try TrialConfiguration(of: folder, with: plan.changes)
    defer { trial.remove() }
    try await sshd.check(trial.main)
    try await verify(trial.main, plan, port: port)
    let outside = ConnectionSketch(user: "root", address: Self.outside(of: plan.include.addresses), port: port)
    let changed = try await sshd.effective(trial.main, for: outside).differences(from: sshd.effective(main, for: outside))
    guard changed.isEmpty else {
      throw Problem(.badParameter, "joining would change sshd for other clients too: \(changed.joined(separator: ", "))")
    }
  }

  /// Writes a plan that was rehearsed, and looks again at the real configuration.
  /// - Returns: the files that changed.
  /// - Throws: ``Problem``; everything is as it was before.
  func install(_ plan: JoinPlan) async throws(Problem) -> [String] {
    var changes = FileChanges(plan.changes, backups: "\(ours)/before")
    try changes.apply()
    do {
      try await sshd.check(main)
      try await verify(main, plan, port: sshd.effective(main).port)
    } catch {
      changes.undo()
      throw error
    }
    return changes.changes.map(\.path)
  }

  private func verify(_ file: String, _ plan: JoinPlan, port: Int) async throws(Problem) {
    for sketch in sketches(plan.include.addresses, port: port) {
      let effective = try await sshd.effective(file, for: sketch)
      let unmet = plan.include.unmet(by: effective)
      guard unmet.isEmpty else {
        throw Problem(
          .inUse, "another part of sshd's configuration decides \(unmet.joined(separator: ", ")) for connections from the gateway",
          hint: "look for `Match` blocks that stand before \(plan.includePath)")
      }
      let accepted = effective["pubkeyacceptedalgorithms"].first ?? effective["pubkeyacceptedkeytypes"].first ?? ""
      guard accepted.isEmpty || accepted.contains("ssh-ed25519-cert-v01@openssh.com") else {
        throw Problem(
          .badParameter, "sshd does not accept certificates for Ed25519 keys",
          hint: "PubkeyAcceptedAlgorithms +ssh-ed25519-cert-v01@openssh.com")
      }
    }
  }

  private func sketches(_ addresses: [SourceAddress], port: Int) -> [ConnectionSketch] {
    addresses.flatMap { address in
      // Of a network, its first address stands for all.
      let text = String(address.text.prefix { $0 != "/" })
      return Set(["root", NSUserName()]).sorted().map { ConnectionSketch(user: $0, address: text, port: port) }
    }
  }

  /// An address of the documentation networks (RFC 5737) that is not the gateway's.
  private static func outside(of addresses: [SourceAddress]) -> String {
    addresses.contains { $0.text.hasPrefix("198.51.100.") } ? "203.0.113.77" : "198.51.100.77"
  }
}

extension SSHDSetup {
  /// How the running sshd is made to read its configuration again.
  func reload() async -> String {
    let files = FileManager.default
    if folder == IncludeLines.base, files.fileExists(atPath: "/run/systemd/system") {
      let isDebian = ["/lib/systemd/system/ssh.service", "/usr/lib/systemd/system/ssh.service"].contains { files.fileExists(atPath: $0) }
      return "systemctl reload \(isDebian ? "ssh" : "sshd")"
    }
    let pidFile = (try? await sshd.effective(main))?["pidfile"].first ?? "none"
    guard pidFile != "none" else { return "kill -HUP PID-OF-SSHD" }
    return "kill -HUP $(cat \(pidFile))"
  }
}
