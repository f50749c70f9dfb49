import Dispatch
import NIOCore
import NIOPosix
import Synchronization
import Testing
import ThresholdModel

@testable import ThresholdGateway

@Suite("Dialling") struct DialTests {
  static let loop = MultiThreadedEventLoopGroup.singleton.next()

  static func dialer(_ names: NameLookup = NameLookup()) -> Dialer {
    Dialer(policy: DialPolicy(ownListeners: [], allowsLoopback: true), names: names)
  }

  @Test("exactly the addresses that were decided about are dialled, asked for once")
  func onlyOnce() async throws {
    let target = try await Peer.Listener.listen()
    let asked = Mutex(0)
    let names = NameLookup { _ throws(Problem) in
      // A name that answers differently the second time.
      asked.withLock { count in
        count += 1
        return count == 1 ? [.v4(127, 0, 0, 1)] : [.v4(169, 254, 169, 254)]
      }
    }
    let channel = try await Self.dialer(names).dial("rebind.example:\(target.port)", on: Self.loop) { _ in }
    #expect(channel.remoteAddress?.ipAddress == "127.0.0.1" && channel.localAddress?.ipAddress == "127.0.0.2")
    #expect(asked.withLock { $0 } == 1)
    try await channel.close().get()
    await target.close()
  }

  @Test("a name server that stalls is given up when the time is up, and does not hold up addresses")
  func stalledNames() async throws {
    let stalled = DispatchSemaphore(value: 0)
    let names = NameLookup { _ throws(Problem) in
      stalled.wait()
      return []
    }
    let dialer = Self.dialer(names)
    let problem = await #expect(throws: Problem.self) {
      _ = try await dialer.dial("stalled.example:22", on: Self.loop, limit: .milliseconds(200)) { _ in }
    }
    #expect(problem?.message.hasPrefix("`stalled.example:22` did not answer within") == true)
    let target = try await Peer.Listener.listen()
    let channel = try await dialer.dial(target.address, on: Self.loop) { _ in }
    try await channel.close().get()
    await target.close()
    stalled.signal()
  }

  @Test("a refused connection and a name without an address are told in words")
  func words() async throws {
    let refused = await #expect(throws: Problem.self) { _ = try await Self.dialer().dial("127.0.0.1:1", on: Self.loop) { _ in } }
    #expect(refused?.message == "`127.0.0.1:1` refused the connection")
    let empty = await #expect(throws: Problem.self) {
      _ = try await Self.dialer(NameLookup { _ throws(Problem) in [] }).dial("nowhere.example:22", on: Self.loop) { _ in }
    }
    #expect(empty?.kind == .unavailable)
  }

  @Test("the system's resolver knows localhost")
  func systemResolver() async throws {
    #expect(try await NameLookup().addresses(of: "localhost").contains { $0.isLoopback })
    #expect(try await NameLookup().addresses(of: "192.0.2.7") == [.v4(192, 0, 2, 7)])
  }

  @Test("blocking calls run a few at a time, wait in line, and beyond that are refused")
  func bounded() async throws {
    let work = BlockingWork(label: "test", atOnce: 2, mostWaiting: 3)
    let gate = DispatchSemaphore(value: 0)
    let running = Observed((now: 0, most: 0))
    @Sendable func call() throws(Problem) -> Bool {
      running.update { ($0.now, $0.most) = ($0.now + 1, max($0.most, $0.now + 1)) }
      gate.wait()
      running.update { $0.now -= 1 }
      return true
    }
    let outcomes = await withTaskGroup(of: Result<Bool, Problem>.self) { group in
      for _ in 0..<9 {
        group.addTask { do throws(Problem) { return .success(try await work.run(call)) } catch { return .failure(error) } }
      }
      // Four are refused at once; only then are the others let go.
      var outcomes: [Result<Bool, Problem>] = []
      for _ in 0..<4 { if let outcome = await group.next() { outcomes.append(outcome) } }
      for _ in 0..<5 { gate.signal() }
      for await outcome in group { outcomes.append(outcome) }
      return outcomes
    }
    #expect(outcomes.filter { (try? $0.get()) == true }.count == 5)
    #expect(running.value.most == 2 && running.value.now == 0)
  }
}
