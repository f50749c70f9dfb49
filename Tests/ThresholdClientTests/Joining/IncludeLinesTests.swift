import Testing
import ThresholdModel

@testable import ThresholdClient

@Suite("includes of sshd_config")
struct IncludeLinesTests {
  @Test(
    "our block comes first, as a file of its own where that is enough",
    arguments: [
      ("Include /etc/ssh/sshd_config.d/*.conf\nPort 22\n", ["50-cloud.conf"], IncludePlacement.dropIn),
      ("# Debian\n\n  include \"/etc/ssh/sshd_config.d/*.conf\"\n", [], .dropIn),
      ("Include sshd_config.d/*.conf\n", ["00-threshold.conf"], .dropIn), ("Include=/etc/ssh/sshd_config.d/*.conf", [], .dropIn),
      ("Include /etc/ssh/sshd_config.d/*.conf\n", ["00-a.conf"], .firstLine),
      ("Include /etc/ssh/sshd_config.d/*.conf\n", ["00-a.conf.bak"], .dropIn),
      ("Port 22\nInclude /etc/ssh/sshd_config.d/*.conf\n", [], .firstLine), ("Include /etc/ssh/other/*.conf\n", [], .firstLine),
      ("Include /etc/ssh/other.conf /etc/ssh/sshd_config.d/*.conf\n", [], .firstLine), ("", [], .firstLine),
    ])
  func placement(main: String, dropIns: [String], expected: IncludePlacement) {
    #expect(IncludePlacement.choose(main: main, folder: "/etc/ssh", dropIns: dropIns) == expected)
  }

  @Test("the first line is added once, and goes when it is not needed")
  func firstLine() {
    let text = "Port 22\n# end\n"
    let added = IncludePlacement.firstLine.main(text, folder: "/etc/ssh")
    #expect(added.split(separator: "\n")[1] == "Include /etc/ssh/threshold/sshd.conf")
    #expect(added.hasSuffix("\n" + text))
    #expect(IncludePlacement.firstLine.main(added, folder: "/etc/ssh") == added)
    #expect(IncludePlacement.dropIn.main(added, folder: "/etc/ssh") == text)
    #expect(IncludePlacement.dropIn.main(text, folder: "/etc/ssh") == text)
  }

  @Test("a trial's includes point into the copy, those from elsewhere stay")
  func redirected() {
    let text = "Include sshd_config.d/*.conf /opt/more.conf # note\nPort 22\nMatch all\n  include \"/etc/ssh/a b.conf\""
    #expect(
      IncludeLines.redirected(text, from: "/etc/ssh", to: "/tmp/x")
        == "Include \"/tmp/x/sshd_config.d/*.conf\" \"/opt/more.conf\"\nPort 22\nMatch all\nInclude \"/tmp/x/a b.conf\"")
  }

  @Test("sshd's own words about its configuration are read")
  func effective() {
    let text =
      "port 2222\nport 22\nhostkey /a\nhostkey /b\ntrustedusercakeys none\nauthorizedprincipalscommand /usr/bin/echo %u@x\nforcecommand\n"
    let read = EffectiveConfiguration(text: text)
    #expect(read.port == 2222)
    #expect(read["HostKey"] == ["/a", "/b"])
    #expect(read.trustedUserAuthorities == nil)
    #expect(read["authorizedprincipalscommand"] == ["/usr/bin/echo %u@x"])
    #expect(read.differences(from: EffectiveConfiguration(text: text.replacing("hostkey /b", with: "hostkey /c"))) == ["hostkey"])
    #expect(EffectiveConfiguration(text: "trustedusercakeys /etc/ca").trustedUserAuthorities == "/etc/ca")
  }

  @Test(
    "addresses of sshd are IP addresses with a port",
    arguments: [
      ("192.0.2.7:2222", "192.0.2.7:2222"), ("192.0.2.7", "192.0.2.7:22"), ("[2001:db8::7]:2222", "[2001:db8::7]:2222"),
      ("2001:db8::7", "[2001:db8::7]:22"),
      ("[::1]", "[::1]:22"), ("web1:22", nil), ("192.0.2.7:0", nil), ("192.0.2.7:x", nil), ("", nil), ("192.0.2.7:22:", nil), (":22", nil),
    ] as [(String, String?)])
  func address(text: String, expected: String?) {
    #expect((try? SSHDAddress(text: text, defaultPort: 22))?.description == expected)
  }
}
