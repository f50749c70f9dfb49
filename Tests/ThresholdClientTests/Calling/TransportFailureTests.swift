import Foundation
import NIOCore
import NIOPosix
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdClient

@Suite struct TransportFailureTests {
  private func failure(_ client: APIClient) async -> Problem? {
    let problem = await #expect(throws: Problem.self) { try await client.call(Endpoints.find) }
    await client.shutdown()
    return problem
  }

  @Test("a refused connection says so at once, and how to start the server")
  func refused() async throws {
    // A port that no test is ever given.
    let problem = try await failure(APIClient.anonymous(ServerAddress(host: "localhost", port: 1), trust: .systemRoots))
    #expect(problem?.message == "nothing listens at `localhost:1`")
    #expect(problem?.hint == "is the server running? `threshold start`")
  }

  @Test("a missing socket is named")
  func noSocket() async throws {
    let problem = try await failure(APIClient.socket("/nowhere/admin.sock"))
    #expect(problem?.message == "there is no server socket at `/nowhere/admin.sock`")
  }

  @Test("a socket path that can't be one is refused before anything")
  func longSocket() {
    #expect(throws: Problem.self) { try APIClient.socket("/" + String(repeating: "a", count: 110)) }
  }

  @Test("a server that the system's roots don't know is told apart, with the way to trust it")
  func unknownAuthority() async throws {
    let server = try await ScriptedServer()
    let problem = try #require(try await failure(APIClient.anonymous(server.address, trust: .systemRoots)))
    #expect(problem.message.contains("signed by an authority that this machine does not trust"))
    #expect(problem.hint?.contains("--ca-pin") == true && TransportFailure.isUntrusted(problem))
    await server.stop()
  }

  @Test("a certificate for another name and an expired one are named as such")
  func wrongCertificates() async throws {
    let other = try await ScriptedServer(names: ["elsewhere"])
    let wrongName = try await failure(APIClient.anonymous(other.address, trust: other.trust))
    #expect(wrongName?.message.contains("it is not for `localhost`") == true)
    await other.stop()
    let old = try await ScriptedServer(expired: true)
    let expired = try await failure(APIClient.anonymous(old.address, trust: old.trust))
    #expect(expired?.message.contains("it expired at") == true)
    await old.stop()
  }

  @Test("a client certificate that the server refuses means signing in again", arguments: [true, false])
  func refusedSignIn(foreign: Bool) async throws {
    let server = try await ScriptedServer(respond: { _, _ in ScriptedServer.json(FindAnswer.example) })
    // The local clock believes in the sign-in; the certificate itself has ended, or is another cluster's.
    let profile = try server.profile(foreign: foreign, expires: foreign ? ScriptedServer.now + .hours(1) : ScriptedServer.now - .hours(1))
    let problem = try await failure(APIClient.profile(profile))
    #expect(problem?.kind == .unauthenticated, "\(String(describing: problem)) \(problem?.cause ?? "")")
    #expect(problem?.hint?.contains("tsh login") == true)
    await server.stop()
  }

  @Test("a port that speaks no TLS is named")
  func plainText() async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in channel.pipeline.addHandler(PlainText()) }
      .bind(host: "127.0.0.1", port: 0).get()
    let address = ServerAddress(host: "localhost", port: listener.localAddress?.port ?? 0)
    let problem = try await failure(APIClient.anonymous(address, trust: .systemRoots))
    #expect(problem?.message == "`\(address)` does not speak TLS", "\(problem?.cause ?? "")")
    try await listener.close()
  }
}

/// Answers whatever comes as a web server without TLS does.
private final class PlainText: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n")), promise: nil)
  }
}
