/// A Windows host. Document kind `windows_desktop`, version `v3`. Source: reference, roles-and-resources §6.
public typealias WindowsDesktop = Document<WindowsDesktopSpec>
/// A Windows host registered through the API. Document kind `dynamic_windows_desktop`, version `v1`.
/// For access it counts as the ``WindowsDesktop`` of its name.
public typealias DynamicWindowsDesktop = Document<DynamicWindowsDesktopSpec>

/// Where a desktop is and whose users it knows.
public struct WindowsDesktopSpec: DocumentSpec {
  /// Host and RDP port, for example `10.0.0.7:3389`.
  public var address: String
  /// The Active Directory domain; empty for local users.
  public var domain: String
  /// True for a host with local Windows users.
  public var isNonAD: Bool
  public var kept: KeptFields

  public init(address: String, domain: String = "", isNonAD: Bool = false, kept: KeptFields = KeptFields()) {
    self.address = address
    self.domain = domain
    self.isNonAD = isNonAD
    self.kept = kept
  }

  static let common: [Field] =
    [
      Field("spec.addr", .text, limit: 300, "host and RDP port"),
      Field("spec.domain", .text, limit: 253, "the Active Directory domain"),
      Field("spec.non_ad", .bool, "true for a host with local Windows users"),
      Field("status", .object, owner: .server, "run-time state"),
    ] + Field.kept(["screen_size", "dynamic_labels"])

  public static let fields = FieldTable(
    kind: "windows_desktop", versions: ["v3"],
    fields: common + [Field("spec.host_id", .text, support: .kept, limit: 256, "the agent that announced the desktop")])

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    address = try container.value(.address, or: "")
    domain = try container.value(.domain, or: "")
    isNonAD = try container.value(.isNonAD, or: false)
    kept = try KeptFields(from: decoder, except: CodingKeys.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(address, forKey: .address)
    try container.encodeFilled(domain, forKey: .domain)
    if isNonAD { try container.encode(isNonAD, forKey: .isNonAD) }
    try kept.encode(to: encoder)
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case domain
    case address = "addr"
    case isNonAD = "non_ad"
  }
}

/// The same facts under the other kind.
public struct DynamicWindowsDesktopSpec: DocumentSpec {
  public var desktop: WindowsDesktopSpec

  public init(_ desktop: WindowsDesktopSpec) { self.desktop = desktop }

  public static let fields = FieldTable(kind: "dynamic_windows_desktop", versions: ["v1"], fields: WindowsDesktopSpec.common)

  public init(from decoder: any Decoder) throws { desktop = try WindowsDesktopSpec(from: decoder) }
  public func encode(to encoder: any Encoder) throws { try desktop.encode(to: encoder) }
}

extension Document where Spec == WindowsDesktopSpec {
  public var name: String { metadata.name }
  public var labels: [String: String] { metadata.labels }

  /// The sub-kind of a desktop that stands for a ``DynamicWindowsDesktop``; never written by anybody.
  static let dynamicSubKind = "dynamic"
  /// Whether this is the stand-in of a `dynamic_windows_desktop` document.
  public var isDynamic: Bool { subKind == Self.dynamicSubKind }

  public init(name: String, labels: [String: String] = [:], spec: WindowsDesktopSpec) {
    self.init(version: "v3", metadata: Metadata(name: name, labels: labels), spec: spec)
  }
}

extension Document where Spec == DynamicWindowsDesktopSpec {
  public var name: String { metadata.name }

  /// The desktop that it counts as.
  public var desktop: WindowsDesktop {
    WindowsDesktop(subKind: WindowsDesktop.dynamicSubKind, version: "v3", metadata: metadata, spec: spec.desktop)
  }

  public init(name: String, labels: [String: String] = [:], spec: WindowsDesktopSpec) {
    self.init(version: "v1", metadata: Metadata(name: name, labels: labels), spec: DynamicWindowsDesktopSpec(spec))
  }
}
