/// Which second factor a single session needs; written as a word, a number or true/false.
/// Source: reference, roles-and-resources §1.1 (`require_session_mfa`) and §9.3.
public enum SessionMFA: Int, Hashable, Sendable, Codable, CaseIterable {
  case off = 0
  case session = 1
  case hardwareKey = 2
  case hardwareKeyTouch = 3
  case hardwareKeyPIN = 4
  case hardwareKeyTouchAndPIN = 5

  /// The word, as documents are written.
  public var text: String {
    switch self {
    case .off: "no"
    case .session: "yes"
    case .hardwareKey: "hardware_key"
    case .hardwareKeyTouch: "hardware_key_touch"
    case .hardwareKeyPIN: "hardware_key_pin"
    case .hardwareKeyTouchAndPIN: "hardware_key_touch_and_pin"
    }
  }

  /// Reads a word, a number from 0 to 5, or true and false.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(_ value: Value) throws(Problem) {
    let found: Self? =
      switch value {
      case .bool(let isOn): isOn ? .session : .off
      case .integer(let number): Int(exactly: number).flatMap(Self.init(rawValue:))
      case .text(let text):
        switch text.lowercased() {
        case "", "off", "false": .off
        case "true", "on": .session
        default: Self.allCases.first { $0.text == text.lowercased() }
        }
      default: nil
      }
    guard let found else {
      throw Problem(
        .badParameter, "`require_session_mfa` has a value that is not known",
        hint: "one of \(Self.allCases.map(\.text).joined(separator: ", "))", path: "spec.require_session_mfa")
    }
    self = found
  }

  public init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(Value.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// What happens when the view of the locks may be stale. Source: reference, roles-and-resources §8.
public enum LockingMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// The last known locks keep counting.
  case bestEffort = "best_effort"
  /// Everything is refused and ended until the view is fresh.
  case strict

  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    if text.isEmpty { self = .bestEffort; return }
    guard let mode = Self(rawValue: text) else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a locking mode", hint: "write best_effort or strict", path: "spec.locking_mode")
    }
    self = mode
  }
}

/// Whether trusted devices are demanded.
public enum DeviceTrustMode: String, Hashable, Sendable, Codable, CaseIterable {
  case off, optional, required
  /// Of people, not of bots.
  case requiredForHumans = "required-for-humans"

  /// - Parameter text: empty means off.
  /// - Throws: ``Problem`` of kind `badParameter`.
  public init(written text: String) throws(Problem) {
    guard let mode = text.isEmpty ? .off : Self(rawValue: text) else {
      throw Problem(
        .badParameter, "`\(text.escapedForDisplay)` is not a device trust mode",
        hint: "one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))", path: "spec.device_trust.mode")
    }
    self = mode
  }
}
