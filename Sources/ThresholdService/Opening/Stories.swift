import Crypto
import Foundation
import Logging
import ThresholdModel
import ThresholdRules
import ThresholdStore

/// What people can do with Threshold, one method a story, each in the folder of its verb.
///
/// Every story is the same few steps: look at the World, ask the rules, commit the change with its
/// event, answer. The doors (web, `tctl`, `tsh`, tunnels) only translate.
public struct Stories: Sendable {
  let configuration: ServiceConfiguration
  let store: SQLiteStore
  let current: CurrentWorld
  let committer: Committer
  let live: LiveConnections
  let watchers: Watchers
  let authorities: Authorities
  let passwords: PasswordHashing
  let gate: SignInGate
  let joins: PendingJoins
  let probe: any HostProbe
  let bells: NoticeBells
  let webhooks: any WebhookSender
  let logger: Logger

  /// The cluster's name.
  public let clusterName: String

  var world: World { current.world }
  var now: Moment { current.now }

  /// An event of this moment by this caller.
  func event(_ type: AuditType, by caller: String?, at now: Moment, _ details: [String: Value] = [:]) -> AuditEvent {
    AuditEvent(type, time: now, uid: UUID().uuidString.lowercased(), user: caller, details: details)
  }

  /// Checks an administrative right.
  /// - Throws: ``Problem`` of kind `accessDenied` that names the right.
  func demand(_ verb: Verb, _ kind: String, of caller: Caller) throws(Problem) {
    try Self.demand(verb, kind, of: caller, in: Situation(world: world, now: now))
  }

  /// The same inside a draft, against the World that the draft will change.
  static func demand(_ verb: Verb, _ kind: String, of caller: Caller, in situation: Situation) throws(Problem) {
    guard may(verb, kind, caller, in: situation) else {
      throw Problem(
        .accessDenied, "you may not \(verb.rawValue) `\(kind)`",
        hint: "ask an admin for a role with `rules: [{resources: [\(kind)], verbs: [\(verb.rawValue)]}]`")
    }
  }

  static func may(_ verb: Verb, _ kind: String, _ caller: Caller, in situation: Situation) -> Bool {
    switch caller {
    case .local: true
    case .person(let person): situation.world.may(person.user, verb, kind, at: situation.now)
    }
  }
}

/// A fresh lower-case UUID.
func freshID() -> String { UUID().uuidString.lowercased() }

/// SHA-256 in lower-case hexadecimal.
func sha256Hex(_ text: String) -> String {
  SHA256.hash(data: Data(text.utf8)).map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
}

/// Random bytes as lower-case hexadecimal, from the system's generator.
func randomHex(bytes: Int) -> String {
  var generator = SystemRandomNumberGenerator()
  return (0..<bytes).map { _ in String(UInt16(UInt8.random(in: 0...255, using: &generator)) + 256, radix: 16).dropFirst() }.joined()
}
