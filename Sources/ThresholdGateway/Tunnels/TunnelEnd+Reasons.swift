import Foundation
import NIOCore
import ThresholdModel

extension TunnelEnd {
  /// A refusal, without its cause.
  init(_ problem: Problem) {
    self.init(code: problem.kind.rawValue, message: problem.message, hint: problem.hint)
  }

  /// The target hung up, or both sides said all that they had to say.
  static let closed = TunnelEnd(code: "closed", message: "the server closed the connection")
  static let clientClosed = TunnelEnd(code: "closed", message: "the client closed the connection")
  static let stopping = TunnelEnd(code: Problem.Kind.unavailable.rawValue, message: "the gateway stops", hint: "connect again in a moment")

  static let notSSH = TunnelEnd(
    Problem(.unavailable, "the server's address does not answer as an SSH server", hint: "ask whoever runs the server to check its sshd"))
  static let silentTarget = TunnelEnd(
    Problem(
      .unavailable, "the server took the connection and did not say in time that it speaks SSH",
      hint: "ask whoever runs the server to check its sshd"))

  /// The client broke the rules of the tunnel.
  static func misused(_ message: String) -> TunnelEnd {
    TunnelEnd(Problem(.badParameter, message, hint: "use `tsh proxy ssh`, or bring it up to date"))
  }

  /// The same with its words cut to a length that one frame surely holds, however JSON writes them.
  var fittingOneFrame: TunnelEnd {
    func cut(_ text: String) -> String { String(decoding: text.utf8.prefix(3000), as: UTF8.self) }
    return TunnelEnd(code: cut(code), message: cut(message), hint: hint.map(cut))
  }
}

extension ByteBuffer {
  /// A value as JSON; the values of the tunnel are plain texts and always encode.
  static func json(_ value: some Encodable) -> ByteBuffer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { return ByteBuffer(string: "{}") }
    return ByteBuffer(bytes: data)
  }
}
