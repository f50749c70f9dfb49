import Foundation
public import ThresholdAPI
import ThresholdCertificates
public import ThresholdModel

/// Joins this machine's stock sshd to a cluster: its host keys prove themselves, then one include makes sshd accept
/// the cluster's certificates from the gateway's addresses, and nothing else there. Nothing else of sshd changes.
///
/// The host certificate is left beside the configuration: `HostCertificate` cannot stand in `Match`, and outside
/// of it would change what every other client of the server sees.
public struct JoinOpenSSH: Sendable {
  /// What a person asks for.
  public struct Wish: Sendable {
    public var token: Secret
    /// Where the cluster reaches this machine's sshd.
    public var address: SSHDAddress
    /// The name that people type.
    public var hostname: String
    /// Beside those of the token; it must allow them.
    public var labels: [String: String]

    public init(token: Secret, address: SSHDAddress, hostname: String, labels: [String: String]) {
      self.token = token
      self.address = address
      self.hostname = hostname
      self.labels = labels
    }
  }

  let setup: SSHDSetup
  let keys: HostKeys
  /// As whom sshd runs the command that prints the principal: `nobody`, or whoever runs an unprivileged sshd.
  let commandUser: String

  /// Finds sshd and ssh-keygen.
  /// - Parameters:
  ///   - folder: the folder with `sshd_config`; characters that sshd would read as more than a name are refused.
  ///   - commandUser: `nobody`, or the current user's name where sshd runs without privileges.
  /// - Throws: ``Problem`` of kind `notFound` or `badParameter`.
  public init(folder: String, commandUser: String) throws(Problem) {
    let sshd = StockSSHD(program: try LocalProgram.find("sshd", package: "openssh-server"))
    setup = try SSHDSetup(folder: folder, sshd: sshd)
    keys = HostKeys(keygen: try LocalProgram.find("ssh-keygen", package: "openssh-client"))
    self.commandUser = commandUser
  }

  /// The port of sshd, for an address without one.
  /// - Throws: ``Problem`` of kind `badParameter` when sshd does not accept its configuration as it is.
  public func port() async throws(Problem) -> Int { try await setup.sshd.effective(setup.main).port }

  /// Checks everything that can be checked without the cluster, and says what would be written.
  ///
  /// The server's id and the gateway's addresses are made up, since the cluster chooses them.
  /// - Throws: ``Problem`` as ``join(_:through:)``.
  public func rehearse() async throws(Problem) -> JoinRehearsal {
    let before = try await setup.sshd.effective(setup.main)
    try setup.refuseForeignAuthority(in: before)
    let hostKeys = try await keys.read(before)
    let plan = try setup.plan(Self.sample, commandUser: commandUser)
    try await setup.rehearse(plan)
    return JoinRehearsal(
      hostKeys: hostKeys.map(\.line), port: before.port, includePath: plan.includePath, include: plan.include.text,
      changesMain: plan.changes.contains { $0.path == setup.main && $0.content != FileChanges.content(of: setup.main) })
  }

  /// Joins. Nothing is written before the cluster has accepted the server and sshd has accepted the outcome;
  /// whatever fails later is undone.
  /// - Throws: ``Problem``: of kind `inUse` when sshd trusts another authority for the gateway, `badParameter` when
  ///   sshd does not accept its configuration, or what the cluster answers.
  public func join(_ wish: Wish, through cluster: some JoinAuthority) async throws(Problem) -> JoinedServer {
    _ = try await rehearse()
    let hostKeys = try await keys.read(setup.sshd.effective(setup.main))
    let challenge = try await cluster.begin(
      BeginJoinBody(
        token: wish.token, hostname: wish.hostname, address: wish.address.description, labels: wish.labels, hostKeys: hostKeys.map(\.line)))
    let signatures = try await keys.sign(challenge, with: hostKeys)
    let answer = try await cluster.finish(FinishJoinBody(token: wish.token, challenge: challenge.challenge, signatures: signatures))
    return try await install(answer, hostKeys: hostKeys)
  }

  private func install(_ answer: JoinAnswer, hostKeys: [HostKey]) async throws(Problem) -> JoinedServer {
    do {
      let plan = try setup.plan(answer, commandUser: commandUser)
      try await setup.rehearse(plan)
      let written = try await setup.install(plan)
      return JoinedServer(
        server: answer.server, cluster: answer.cluster, labels: answer.labels, gatewayAddresses: plan.include.addresses.map(\.text),
        written: written, reload: await setup.reload(), hostCertificatePath: plan.hostCertificatePath,
        hostCertificateKeyPath: hostKeys.indices.contains(answer.hostCertificateKey) ? hostKeys[answer.hostCertificateKey].path : nil)
    } catch {
      throw Problem(
        error.kind, error.message,
        hint: [error.hint, "the cluster knows this server already: `tctl rm node/\(answer.server.text.escapedForDisplay)` forgets it"]
          .compactMap { $0 }.joined(separator: "; "),
        cause: error.cause)
    }
  }

  /// An answer as a cluster could give it: for trying out a configuration before there is a real one.
  private static let sample = JoinAnswer(
    server: "00000000-0000-0000-0000-000000000000", cluster: "", labels: [:], userAuthorities: [SSHDSetup.sampleAuthority],
    gatewayAddresses: ["192.0.2.1"], hostCertificate: "", hostCertificateKey: 0)
}

/// What joining would write.
public struct JoinRehearsal: Hashable, Sendable, Codable {
  /// The host keys that would prove themselves.
  public let hostKeys: [String]
  /// The port of sshd.
  public let port: Int
  public let includePath: String
  /// The include with a made-up server id and a made-up gateway address (192.0.2.1).
  public let include: String
  /// Whether sshd_config itself gets a first line that includes it.
  public let changesMain: Bool

  private enum CodingKeys: String, CodingKey {
    case port, include
    case hostKeys = "host_keys"
    case includePath = "include_path"
    case changesMain = "changes_sshd_config"
  }
}

/// A server that has joined.
public struct JoinedServer: Hashable, Sendable, Codable {
  public let server: ServerID
  public let cluster: String
  public let labels: [String: String]
  public let gatewayAddresses: [String]
  /// Files that changed; empty when the server had joined before and all was as it should be.
  public let written: [String]
  /// The command that makes a running sshd read them.
  public let reload: String
  public let hostCertificatePath: String?
  /// The private host key that the certificate belongs to.
  public let hostCertificateKeyPath: String?

  private enum CodingKeys: String, CodingKey {
    case server, cluster, labels, written, reload
    case gatewayAddresses = "gateway_addresses"
    case hostCertificatePath = "host_certificate"
    case hostCertificateKeyPath = "host_key"
  }
}
