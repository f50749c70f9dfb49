import Testing

@testable import ThresholdServer

@Suite struct MetricsTests {
  @Test("methods and routes that clients invent share one label")
  func bounded() {
    let metrics = Metrics()
    for method in ["GET", "BREW", "X-1"] { metrics.end(metrics.begin(), method: method, route: "NotFound", status: 404) }
    #expect(metrics.text.contains(#"{method="OTHER",route="none",status="404"} 2"#))
  }

  @Test("gauges are read when asked")
  func gauges() {
    let metrics = Metrics()
    metrics.addGauge("threshold_tunnels_open", about: "Open tunnels.") { 3 }
    metrics.countSignInFailure()
    #expect(metrics.text.contains("# TYPE threshold_tunnels_open gauge\nthreshold_tunnels_open 3\n"))
    #expect(metrics.text.contains("threshold_sign_in_failures_total 1\n"))
  }

  @Test("buckets are cumulative and end with everything")
  func histogram() {
    let metrics = Metrics()
    metrics.end(.now - .seconds(2), method: "GET", route: "/a", status: 200)
    #expect(metrics.text.contains(#"_bucket{method="GET",route="/a",le="1.0"} 0"#))
    #expect(metrics.text.contains(#"_bucket{method="GET",route="/a",le="5.0"} 1"#))
    #expect(metrics.text.contains(#"_bucket{method="GET",route="/a",le="+Inf"} 1"#))
  }
}
