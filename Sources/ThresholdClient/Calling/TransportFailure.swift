import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import ThresholdModel

/// Why there was no answer at all, put into words for the person.
///
/// BoringSSL tells its reasons only as text, for example `CERTIFICATE_VERIFY_FAILED`; that text is what is looked at.
/// With TLS 1.3 a client certificate is refused only after the handshake, on the first read (RFC 8446 §4.4.2.4),
/// so alerts about it arrive in place of the answer.
struct TransportFailure {
  private let error: any Error
  private let origin: Origin
  private let text: String

  init(_ error: any Error, at origin: Origin) {
    self.error = error
    self.origin = origin
    text = String(describing: error)
  }

  func problem() async -> Problem {
    if let problem = error as? Problem { return problem }
    if error is NIOTooManyBytesError {
      return Problem(.limitExceeded, "the answer of `\(origin)` is larger than \(APIClient.largestAnswer / 1024 / 1024) MiB")
    }
    if says("CERTIFICATE_VERIFY_FAILED") || error is NIOSSLExtraError { return await unverifiedServer() }
    return refusedCertificate ?? notConnected ?? brokenOff
  }

  private func says(_ reason: String) -> Bool { text.contains(reason) }

  private func unverifiedServer() async -> Problem {
    guard case .server(let address, _) = origin else { return brokenOff }
    let findings =
      await PresentedChain.fetch(from: address).map { $0.findings(for: address.host) }
      ?? "it is signed by an authority that this machine does not trust"
    return Problem(
      .unavailable, "the certificate of `\(origin)` is not trusted: \(findings)",
      hint: "to trust its authority: tsh login --proxy \(origin) --ca-pin sha256:… (`tctl status` on the server prints the pin)",
      cause: Self.untrustedMark + text)
  }

  /// Whether a problem says that the server could not be verified, as opposed to not reached.
  static func isUntrusted(_ problem: Problem) -> Bool { problem.cause?.hasPrefix(untrustedMark) == true }
  private static let untrustedMark = "untrusted: "

  /// TLS alerts (RFC 8446 §6.2) about what this client presented.
  private var refusedCertificate: Problem? {
    let alerts = ["CERTIFICATE_EXPIRED", "UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN", "CERTIFICATE_REVOKED", "ACCESS_DENIED"]
    guard alerts.contains(where: says) else { return nil }
    let reason = says("CERTIFICATE_EXPIRED") ? "your sign-in has ended" : "`\(origin)` does not accept the certificate of your sign-in"
    return Problem(.unauthenticated, reason, hint: "sign in again: `tsh login`", cause: text)
  }

  private var notConnected: Problem? {
    if let error = error as? HTTPClientError, [.connectTimeout, .tlsHandshakeTimeout].contains(error) {
      return Problem(
        .unavailable, "`\(origin)` does not answer within 10 seconds", hint: "check the address, the network and firewalls", cause: text)
    }
    if says("ECONNREFUSED") || isRefused {
      return Problem(.unavailable, "nothing listens at `\(origin)`", hint: "is the server running? `threshold start`", cause: text)
    }
    if case .socket(let path) = origin, says("errno: 2") || says("No such file") {
      return Problem(
        .unavailable, "there is no server socket at `\(path.escapedForDisplay)`", hint: "is the server running? `threshold start`",
        cause: text)
    }
    if says("errno: 13)") || says("Permission denied") {
      return Problem(
        .accessDenied, "this user may not use `\(origin)`", hint: "run as root or as the user that runs the server", cause: text)
    }
    if let error = error as? NIOConnectionError, error.connectionErrors.isEmpty {
      return Problem(.unavailable, "the host `\(error.host.escapedForDisplay)` is not found", hint: "check the address", cause: text)
    }
    if says("WRONG_VERSION_NUMBER") || says("HTTP_REQUEST") {
      return Problem(.unavailable, "`\(origin)` does not speak TLS", hint: "check the port", cause: text)
    }
    if let error = error as? NIOConnectionError, let first = error.connectionErrors.first {
      return Problem(
        .unavailable, "`\(origin)` can't be reached: \(reason(of: first.error))", hint: "check the address and the network", cause: text)
    }
    return nil
  }

  private var isRefused: Bool {
    let refused = { (error: any Error) in (error as? IOError)?.errnoCode == ECONNREFUSED }
    if let error = error as? NIOConnectionError { return error.connectionErrors.contains { refused($0.error) } }
    return refused(error)
  }

  private func reason(of error: any Error) -> String {
    if let error = error as? ChannelError, case .connectTimeout = error { return "it does not answer in time" }
    return (error as? IOError).map { "\($0)".escapedForDisplay } ?? "the connection failed"
  }

  private var brokenOff: Problem {
    if let error = error as? HTTPClientError, [.readTimeout, .deadlineExceeded, .writeTimeout].contains(error) {
      return Problem(
        .unavailable, "`\(origin)` accepted the call and does not answer", hint: "try again; the server's log says more", cause: text)
    }
    if case .server(_, signedIn: true) = origin {
      return Problem(
        .unavailable, "`\(origin)` closed the connection", hint: "try again; if it stays so, sign in again: `tsh login`", cause: text)
    }
    return Problem(.unavailable, "`\(origin)` closed the connection", hint: "try again; the server's log says more", cause: text)
  }
}
