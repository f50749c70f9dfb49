import Testing
import ThresholdModel

@Suite("What an app is")
struct AppFlavorTests {
  @Test(
    "the scheme of the address, or the cloud, says it",
    arguments: [
      ("http://h:3000", "", .http), ("https://h", "", .http), ("HTTPS://h", "", .http), ("tcp://h:1", "", .tcp),
      ("mcp+stdio://", "", .mcp(.standardIO)), ("mcp+http://h", "", .mcp(.http)), ("mcp+https://h", "", .mcp(.http)),
      ("mcp+sse+http://h", "", .mcp(.sse)), ("mcp+sse+https://h", "", .mcp(.sse)),
      ("https://console.aws.amazon.com/ec2", "", .awsConsole), ("https://eu-west-1.console.aws.amazon.com", "", .awsConsole),
      ("https://console.amazonaws-us-gov.com", "", .awsConsole), ("https://console.amazonaws.cn", "", .awsConsole),
      ("https://console.aws.amazon.com.evil.example", "", .http), ("https://xconsole.aws.amazon.com", "", .http),
      ("http://console.aws.amazon.com", "", .http), ("cloud://Azure", "", .azure), ("cloud://GCP", "", .gcp),
      ("cloud://AWS", "", .awsConsole),
      ("http://h", "AWS", .awsConsole), ("", "Azure", .azure), ("", "gcp", .gcp),
    ] as [(String, String, AppFlavor)])
  func flavors(uri: String, cloud: String, expected: AppFlavor) {
    #expect(AppFlavor(uri: uri, cloud: cloud) == expected)
    #expect(App(name: "a", spec: AppSpec(uri: uri, cloud: cloud)).flavor == expected)
  }

  @Test(
    "what says nothing is nothing",
    arguments: [
      ("", ""), ("h:3000", ""), ("ftp://h", ""), ("mcp://h", ""), ("mcp+sse://h", ""), ("cloud://Other", ""), ("http://h", "Other"),
    ])
  func unknown(uri: String, cloud: String) {
    #expect(AppFlavor(uri: uri, cloud: cloud) == nil)
  }

  @Test(
    "a range of ports has both its ends",
    arguments: [
      (80, 0, 80, true), (80, 0, 81, false), (80, 0, 0, false), (8000, 8010, 8010, true), (8000, 8010, 8011, false), (9, 8, 9, true),
    ])
  func ports(first: Int, last: Int, port: Int, expected: Bool) {
    #expect(AppPortRange(port: first, endPort: last).contains(port) == expected)
  }
}
