import ThresholdModel
import Yams

/// A profile's YAML file: the reference's keys (cli-api-terraform §2.3), two of ours, and whatever else stands there, kept.
struct ProfileDocument {
  private var mapping: Node.Mapping

  /// Says that a profile is ours, and in which form it is written.
  private static let marker = "threshold_profile"
  private static let trust = "threshold_trust"

  init() { mapping = Node.Mapping([]) }

  /// - Throws: ``Problem`` when it is no YAML map, or the profile of another product.
  init(text: String, path: String) throws(Problem) {
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch { throw Self.unreadable(path) }
    guard let mapping = node?.mapping else { throw Self.unreadable(path) }
    guard mapping[Node(Self.marker)] != nil else {
      throw Problem(
        .alreadyExists, "`\(path.escapedForDisplay)` is the profile of another product and is left alone",
        hint: "give this one a folder of its own: export TELEPORT_HOME=~/.threshold")
    }
    self.mapping = mapping
  }

  private static func unreadable(_ path: String) -> Problem {
    Problem(
      .badParameter, "the profile `\(path.escapedForDisplay)` is not a YAML map", hint: "remove the file and sign in again: `tsh login`")
  }

  subscript(key: String) -> String? {
    get { mapping[Node(key)]?.scalar?.string }
    set { mapping[Node(key)] = newValue.map { .scalar($0.represented()) } }
  }

  var isPinned: Bool { self[Self.trust] == "pinned" }

  mutating func set(_ profile: Profile) {
    self[Self.marker] = "1"
    self[Self.trust] = profile.trust == .systemRoots ? "system" : "pinned"
    self["web_proxy_addr"] = profile.server.description
    self["ssh_proxy_addr"] = profile.server.description
    self["user"] = profile.user.text
    self["cluster"] = profile.cluster
    mapping[Node("tls_routing_enabled")] = Node("true", Tag(.bool))
    if self["auth_connector"] == nil { self["auth_connector"] = "local" }
  }

  func text() throws(Problem) -> String {
    do { return try Yams.serialize(node: .mapping(mapping), width: -1) } catch {
      throw Problem(.internalError, "the profile can't be written", cause: "\(error)")
    }
  }
}
