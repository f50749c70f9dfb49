/// Where sessions are recorded in the whole cluster. Document kind `session_recording_config`, version
/// `v2`, always named `session-recording-config`. Source: reference, roles-and-resources §6.
public typealias RecordingConfig = Document<RecordingConfigSpec>

/// The settings. This version records nothing: they are stored and shown.
public struct RecordingConfigSpec: DocumentSpec {
  /// Where a session is recorded, and whether it may go on when that fails.
  public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
    case node
    case nodeSync = "node-sync"
    case proxy
    case proxySync = "proxy-sync"
    case off

    public init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(Value.self).modeText
      guard let mode = text.isEmpty ? .node : Self(rawValue: text) else {
        throw Problem(
          .badParameter, "`\(text.escapedForDisplay)` is not a recording mode",
          hint: "one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))", path: "spec.mode")
      }
      self = mode
    }
  }

  public var mode: Mode
  /// Whether host keys of recorded servers are checked; nil means yes.
  public var proxyChecksHostKeys: Bool?
  /// `encryption`, as it came.
  public var kept: KeptFields

  public init(mode: Mode = .node, proxyChecksHostKeys: Bool? = nil) {
    self.mode = mode
    self.proxyChecksHostKeys = proxyChecksHostKeys
    kept = KeptFields()
  }

  public static let fields = FieldTable(
    kind: "session_recording_config", versions: ["v2"],
    fields: [
      Field("spec.mode", .scalar, support: .kept, limit: 16, "node, node-sync, proxy, proxy-sync or off; this version records nothing"),
      Field("spec.proxy_checks_host_keys", .bool, support: .kept, "whether host keys of recorded servers are checked"),
      Field("spec.encryption", .object, support: .kept, "encryption of recordings"),
      Field("spec.encryption.enabled", .bool, support: .kept, "whether recordings are encrypted"),
      Field("spec.encryption.manual_key_management", .open, support: .kept, "whose keys are used"),
      Field("status", .object, owner: .server, "run-time state"),
    ])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    mode = try container.value(.mode, or: .node)
    proxyChecksHostKeys = try container.decodeIfPresent(Bool.self, forKey: .proxyChecksHostKeys)
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(mode, forKey: .mode)
    try container.encodeIfPresent(proxyChecksHostKeys, forKey: .proxyChecksHostKeys)
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case mode
    case proxyChecksHostKeys = "proxy_checks_host_keys"
  }
}

extension Document where Spec == RecordingConfigSpec {
  /// The one name there is.
  public static var name: String { "session-recording-config" }

  public init(_ spec: RecordingConfigSpec) { self.init(version: "v2", metadata: Metadata(name: Self.name), spec: spec) }
}
