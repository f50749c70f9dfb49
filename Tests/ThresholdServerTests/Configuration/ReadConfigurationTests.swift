import Logging
import Testing
import ThresholdModel

@testable import ThresholdServer

@Suite struct ReadConfigurationTests {
  private func errors(_ text: String, flags: ServerConfiguration.Flags = .init()) -> [String] {
    do throws(ConfigurationErrors) {
      _ = try ServerConfiguration.read(text: text, named: "file", flags: flags)
      return []
    } catch {
      return error.items.map { "\($0.place): \($0.message)" + ($0.hint.map { " (\($0))" } ?? "") }
    }
  }

  @Test("a file without anything gives the defaults", arguments: ["", "\n", "# only a comment\n", "---\n", "{}", "~", "cluster_name:\n"])
  func empty(text: String) throws {
    #expect(try ServerConfiguration.read(text: text, named: "file") == ServerConfiguration())
  }

  @Test("the commented default file parses to the defaults, with every key")
  func defaultFile() throws {
    var expected = ServerConfiguration()
    expected.keyFile = "/etc/threshold/key"
    #expect(try ServerConfiguration.read(text: ServerConfiguration.commentedFile, named: "file") == expected)
    #expect(expected.keyPath == ServerConfiguration().keyPath)
    for setting in Setting.all {
      let key = setting.path.split(separator: ".").last.map(String.init) ?? ""
      #expect(ServerConfiguration.commentedFile.contains("\(key): \(setting.standard)\n"))
    }
  }

  @Test("every key is read")
  func everything() throws {
    let read = try ServerConfiguration.read(
      text: """
        cluster_name: main
        data_dir: /srv/threshold/
        listen_addr: "[::]:443"
        public_addr: access.example.org
        key_file: /etc/key
        gateway:
          addresses: [10.0.0.1, "2001:db8::1"]
          allow_loopback_targets: true
          deny_targets: 192.0.2.0/24
        metrics_listen: 127.0.0.1:3081
        log: {level: debug, format: json}
        limits:
          connections: 10
          connections_per_address: 5
          handshake_time: 2s
          idle_time: 1m30s
        """, named: "file")
    var expected = ServerConfiguration()
    expected.clusterName = "main"
    expected.dataDirectory = "/srv/threshold"
    expected.listen = HostAndPort(host: "::", port: 443)
    expected.publicAddress = HostAndPort(host: "access.example.org", port: 443)
    expected.keyFile = "/etc/key"
    expected.gatewayAddresses = ["10.0.0.1", "2001:db8::1"]
    expected.allowsLoopbackTargets = true
    expected.deniedTargets = ["192.0.2.0/24"]
    expected.metricsListen = HostAndPort(host: "127.0.0.1", port: 3081)
    expected.logLevel = .debug
    expected.logFormat = .json
    expected.limits.connections = 10
    expected.limits.connectionsPerAddress = 5
    expected.limits.handshakeTime = .seconds(2)
    expected.limits.idleTime = .seconds(90)
    #expect(read == expected)
  }

  static let bad: [(text: String, errors: [String])] = [
    ("- a\n", ["file:1: the configuration must be a map of keys"]),
    ("listen: x\n", ["file:1: `listen` is not a key of the configuration (did you mean `listen_addr`?)"]),
    ("log:\n  lvl: info\n", ["file:2: `log.lvl` is not a key of the configuration"]),
    ("log: info\n", ["file:1: `log` must be a map of keys"]),
    ("data_dir: [a]\n", ["file:1: `data_dir` takes one value, not a list"]),
    ("data_dir: {a: b}\n", ["file:1: `data_dir` takes a value or a list of values"]),
    ("data_dir: \"\"\n", ["file:1: `` is not a path"]),
    ("data_dir: a\ndata_dir: b\n", ["file:1: `data_dir` stands there twice"]),
    ("listen_addr: 127.0.0.1\n", ["file:1: `127.0.0.1` is not an address with a port (write it as 127.0.0.1:3080 or [::1]:3080)"]),
    ("listen_addr: 127.0.0.1:0\n", ["file:1: `127.0.0.1:0` is not an address with a port (write it as 127.0.0.1:3080 or [::1]:3080)"]),
    ("listen_addr: 1.2.3:80\n", ["file:1: `1.2.3` is not an IP address"]),
    ("listen_addr: localhost:80\n", ["file:1: `localhost:80` is not an IP address with a port (write 127.0.0.1:80)"]),
    (
      "metrics_listen: 0.0.0.0:3081\n",
      ["file:1: metrics are served on a loopback address only, not on `0.0.0.0:3081` (write 127.0.0.1:3081)"]
    ),
    ("gateway:\n  addresses: [10.0.0.0/8]\n", ["file:2: `10.0.0.0/8` is not an IP address (write 192.0.2.7)"]),
    (
      "gateway:\n  deny_targets: [10.0.0.0/33]\n",
      ["file:2: `10.0.0.0/33` is not an IP address or network (write 192.0.2.7 or 192.0.2.0/24)"]
    ),
    ("gateway:\n  allow_loopback_targets: yes please\n", ["file:2: `yes please` is neither true nor false"]),
    ("limits:\n  connections: 0\n", ["file:2: `0` is not a whole number from 1 to 1000000"]),
    ("limits:\n  handshake_time: 2h\n", ["file:2: `2h` is not between 1s and 1m0s"]),
    ("log:\n  level: loud\n", ["file:2: `loud` is not a level (debug, info, notice, warning or error)"]),
    (
      "listen_addr: nowhere\nnonsense: 1\nlimits:\n  connections: many\nlog:\n  format: xml\n",
      [
        "file:1: `nowhere` is not an address with a port (write it as 127.0.0.1:3080 or [::1]:3080)",
        "file:2: `nonsense` is not a key of the configuration", "file:4: `many` is not a whole number from 1 to 1000000",
        "file:6: `xml` is not a format (text or json)",
      ]
    ),
  ]

  @Test("everything that is wrong is said at once, with its line", arguments: bad)
  func allErrors(text: String, expected: [String]) {
    #expect(errors(text) == expected)
  }

  @Test("text that is not YAML is refused with its line")
  func noYAML() {
    let found = errors("a: [1,\nb: 2\n")
    #expect(found.count == 1)
    #expect(found.first?.contains("the file is not YAML") == true)
  }

  @Test("flags override the file, and their errors name them")
  func flags() throws {
    let read = try ServerConfiguration.read(
      text: "data_dir: /a\nlisten_addr: 127.0.0.1:1\n", named: "file",
      flags: .init(dataDirectory: "/b", listen: "127.0.0.1:2", publicAddress: "example.org:3", clusterName: "c"))
    #expect(read.dataDirectory == "/b")
    #expect(read.listen.port == 2)
    #expect(read.publicAddress?.port == 3)
    #expect(read.clusterName == "c")
    #expect(
      errors("", flags: .init(listen: "x", clusterName: "a b")) == [
        "--listen: `x` is not an address with a port (write it as 127.0.0.1:3080 or [::1]:3080)",
        "--cluster-name: `a b` cannot be a host name (use ASCII letters, digits and `.` `-` `_`, at most 253 characters)",
      ])
  }

  @Test("the development mode listens on loopback only")
  func development() throws {
    let read = try ServerConfiguration.read(text: "", named: "", flags: .init(dataDirectory: "/d", isDevelopment: true))
    #expect(read.isDevelopment && read.allowsLoopbackTargets && read.listen.isLoopback)
    #expect(read.keyPath == "/d/key")
    #expect("\(read.reachedAt)" == "localhost:3080")
    #expect(
      errors("", flags: .init(listen: "0.0.0.0:3080", isDevelopment: true)) == [
        "--listen: `--dev` listens on loopback only, not on `0.0.0.0:3080` (use 127.0.0.1:3080, or leave `--dev` out)"
      ])
    #expect(
      errors("listen_addr: 192.0.2.1:3080\n", flags: .init(isDevelopment: true)) == [
        "file: listen_addr: `--dev` listens on loopback only, not on `192.0.2.1:3080` (use 127.0.0.1:3080, or leave `--dev` out)"
      ])
  }

  @Test("no file can turn the development mode on", arguments: ["dev: true", "development: true", "is_development: true"])
  func noDevelopmentByFile(text: String) {
    #expect(errors(text).count == 1)
  }

  @Test("a file that is not there is one error")
  func missing() {
    #expect(throws: ConfigurationErrors.self) { try ServerConfiguration.read(file: "/nonexistent/threshold.yaml", flags: .init()) }
  }

  @Test("the certificate is for the public name, loopback, and the address listened on")
  func names() {
    var configuration = ServerConfiguration()
    configuration.publicAddress = HostAndPort(host: "access.example.org", port: 443)
    #expect(configuration.certificateNames == ["access.example.org", "localhost", "127.0.0.1", "::1"])
    configuration.listen = HostAndPort(host: "192.0.2.1", port: 443)
    #expect(configuration.certificateNames.last == "192.0.2.1")
  }
}
