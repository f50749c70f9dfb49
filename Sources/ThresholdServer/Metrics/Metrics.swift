import Foundation
import Synchronization

/// Counts what the server does, for operators. Labels come from route patterns and fixed words only,
/// never from what a client sends: their number is bounded.
public final class Metrics: Sendable {
  /// Reads a value at the moment of asking, for example the number of open tunnels.
  public typealias Gauge = @Sendable () -> Int

  struct Route: Hashable, Comparable {
    let method: String
    let pattern: String

    static func < (left: Route, right: Route) -> Bool { (left.pattern, left.method) < (right.pattern, right.method) }
  }

  /// Upper bounds of the latency buckets, in seconds.
  static let bounds: [Double] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]

  struct Latency {
    var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
    var count = 0
    var sum = 0.0
  }

  struct State {
    var requests: [Route: [Int: Int]] = [:]
    var latencies: [Route: Latency] = [:]
    var signInFailures = 0
    var inFlight = 0
    var gauges: [(name: String, about: String, read: Gauge)] = []
  }

  private let state = Mutex(State())

  public init() {}

  /// Adds a value that is read when somebody asks.
  /// - Parameter name: as Prometheus names it, with its unit, for example `threshold_tunnels_open`.
  public func addGauge(_ name: String, about: String, _ read: @escaping Gauge) {
    state.withLock { $0.gauges.append((name, about, read)) }
  }

  /// Counts a sign-in that was refused.
  func countSignInFailure() { state.withLock { $0.signInFailures += 1 } }

  /// How many requests are being answered now; streams are not among them.
  var inFlight: Int { state.withLock { $0.inFlight } }

  /// Begins to measure a request.
  func begin() -> ContinuousClock.Instant {
    state.withLock { $0.inFlight += 1 }
    return .now
  }

  /// Counts an answered request.
  /// - Parameters:
  ///   - route: the route's pattern, as the router has it; nil or anything without a slash counts as `none`.
  ///   - method: what the client wrote; other than the API's methods counts as `OTHER`.
  func end(_ begin: ContinuousClock.Instant, method: String, route: String?, status: Int) {
    let route = Route(
      method: ["GET", "POST", "PUT", "DELETE"].contains(method) ? method : "OTHER",
      pattern: route.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "none")
    let seconds = (ContinuousClock.now - begin) / Duration.seconds(1)
    state.withLock { state in
      state.inFlight -= 1
      state.requests[route, default: [:]][status, default: 0] += 1
      state.latencies[route, default: Latency()].count += 1
      state.latencies[route, default: Latency()].sum += seconds
      for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
        state.latencies[route, default: Latency()].buckets[index] += 1
      }
    }
  }

  /// Everything in Prometheus' text format, version 0.0.4.
  public var text: String {
    let now = state.withLock { $0 }
    var lines = ["# HELP threshold_http_requests_total Requests answered.", "# TYPE threshold_http_requests_total counter"]
    for (route, statuses) in now.requests.sorted(by: { $0.key < $1.key }) {
      for (status, count) in statuses.sorted(by: { $0.key < $1.key }) {
        lines.append("threshold_http_requests_total{\(Self.labels(route)),status=\"\(status)\"} \(count)")
      }
    }
    lines += ["# HELP threshold_http_request_seconds Time until an answer's head.", "# TYPE threshold_http_request_seconds histogram"]
    for (route, latency) in now.latencies.sorted(by: { $0.key < $1.key }) {
      let labels = Self.labels(route)
      for (bound, count) in zip(Self.bounds, latency.buckets) {
        lines.append("threshold_http_request_seconds_bucket{\(labels),le=\"\(bound)\"} \(count)")
      }
      lines.append("threshold_http_request_seconds_bucket{\(labels),le=\"+Inf\"} \(latency.count)")
      lines.append("threshold_http_request_seconds_sum{\(labels)} \(latency.sum)")
      lines.append("threshold_http_request_seconds_count{\(labels)} \(latency.count)")
    }
    lines += [
      "# HELP threshold_sign_in_failures_total Sign-ins refused.", "# TYPE threshold_sign_in_failures_total counter",
      "threshold_sign_in_failures_total \(now.signInFailures)",
    ]
    for gauge in now.gauges {
      lines += ["# HELP \(gauge.name) \(gauge.about)", "# TYPE \(gauge.name) gauge", "\(gauge.name) \(gauge.read())"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func labels(_ route: Route) -> String {
    "method=\"\(route.method)\",route=\"\(route.pattern)\""
  }
}
