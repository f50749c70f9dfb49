import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import SwiftASN1
public import ThresholdCertificates
import ThresholdModel
import X509

/// The certificates that a server presents, leaf first, before anything is believed about them.
public struct PresentedChain: Sendable {
  let certificates: [Certificate]

  /// Asks a server for its chain. Nothing is verified and nothing is sent: the handshake is broken off as soon as the chain is here.
  /// - Returns: nil when the server can't be reached or speaks no TLS.
  static func fetch(from server: ServerAddress) async -> PresentedChain? {
    guard let der = try? await download(from: server) else { return nil }
    let certificates = der.compactMap { try? Certificate(derEncoded: $0) }
    return certificates.isEmpty ? nil : PresentedChain(certificates: certificates)
  }

  /// The authorities in the chain, nearest to the leaf first.
  public var authorities: [PresentedAuthority] {
    certificates.filter(\.isAuthority).compactMap { certificate in
      guard let pem = try? certificate.serializeAsPEM().pemString, let pin = try? Pin(certificatePEM: pem) else { return nil }
      return PresentedAuthority(pin: pin, pem: pem, name: certificate.subject.description.escapedForDisplay)
    }
  }

  /// What is wrong with the chain as far as can be seen without trusting it, in words.
  func findings(for host: String) -> String {
    guard let leaf = certificates.first else { return "it presents none" }
    let now = Date()
    if leaf.notValidAfter < now { return "it expired at \(Moment(leaf.notValidAfter))" }
    if leaf.notValidBefore > now { return "it is valid only from \(Moment(leaf.notValidBefore)); check this machine's clock" }
    guard leaf.names(host) else { return "it is not for `\(host.escapedForDisplay)`" }
    return "it is signed by an authority that this machine does not trust"
  }

  private static func download(from server: ServerAddress) async throws -> [[UInt8]] {
    var settings = TLSConfiguration.makeClientConfiguration()
    settings.minimumTLSVersion = .tlsv12
    let context = try NIOSSLContext(configuration: settings)
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let found = loop.makePromise(of: [[UInt8]].self)
    let name = server.isIPAddress ? nil : server.host
    let bootstrap = ClientBootstrap(group: loop).connectTimeout(.seconds(10)).channelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        let tls = try NIOSSLClientHandler(
          context: context, serverHostname: name,
          customVerificationCallback: { (chain: [NIOSSLCertificate], verdict: EventLoopPromise<NIOSSLVerificationResult>) in
            found.succeed(chain.compactMap { try? $0.toDERBytes() })
            verdict.succeed(.failed)
          })
        try channel.pipeline.syncOperations.addHandler(tls)
      }
    }
    do {
      let channel = try await bootstrap.connect(host: server.host, port: server.port).get()
      let timer = loop.scheduleTask(in: .seconds(10)) { found.fail(ChannelError.connectTimeout(.seconds(10))) }
      channel.closeFuture.whenComplete { _ in found.fail(ChannelError.eof) }
      defer {
        timer.cancel()
        channel.close(promise: nil)
      }
      return try await found.futureResult.get()
    } catch {
      found.fail(error)
      throw error
    }
  }
}

/// An authority that a server presents: a candidate for trust.
public struct PresentedAuthority: Hashable, Sendable {
  public let pin: Pin
  let pem: String
  /// The subject's name, escaped.
  public let name: String
}

extension ServerAddress {
  /// Whether the host is an address: TLS names no server then (RFC 6066 §3), and the certificate must be for the address.
  var isIPAddress: Bool { (try? SocketAddress(ipAddress: host, port: port)) != nil }
}

extension Certificate {
  fileprivate var isAuthority: Bool {
    guard let constraints = try? extensions.basicConstraints, case .isCertificateAuthority = constraints else { return false }
    return true
  }

  /// Whether a subject alternative name covers the host (RFC 6125 §6.4, a wildcard only as the whole left-most label).
  fileprivate func names(_ host: String) -> Bool {
    guard let names = try? extensions.subjectAlternativeNames else { return false }
    let address = (try? SocketAddress(ipAddress: host, port: 0))?.ipAddress
    return names.contains { name in
      switch name {
      case .dnsName(let pattern): Self.matches(host.lowercased(), pattern.lowercased())
      case .ipAddress(let octets):
        address != nil && address == (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: octets.bytes), port: 0))?.ipAddress
      default: false
      }
    }
  }

  private static func matches(_ host: String, _ pattern: String) -> Bool {
    guard pattern.hasPrefix("*.") else { return host == pattern }
    return host.split(separator: ".", maxSplits: 1).dropFirst().first.map(String.init) == String(pattern.dropFirst(2))
  }
}
