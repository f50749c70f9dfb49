import ArgumentParser
import Testing

@testable import ThresholdCLI

@Suite struct GlobalFlagsTests {
  @Test(
    "global flags work before, between and after the commands",
    arguments: [
      ("--proxy h:1 ls", "ls --proxy h:1"),
      ("--proxy=h:1 request ls", "request ls --proxy=h:1"),
      ("request --user max ls -d", "request ls --user max -d"),
      ("request show 9c2f --insecure", "request show 9c2f --insecure"),
      ("-lroot -d ssh web1", "ssh -l root -d -- web1"),
      ("ssh -l root web1 ls -la --proxy x", "ssh -l root -- web1 ls -la --proxy x"),
      ("ssh --proxy h:1 root@web1 -d", "ssh --proxy h:1 -- root@web1 -d"),
      ("ssh -L 8080:localhost:80 -N web1 -v", "ssh -L 8080:localhost:80 -N -- web1 -v"),
      ("ssh -o X=y -p 22 -A web1 -- -d", "ssh -o X=y -p 22 -A -- web1 -- -d"),
      ("ssh -- web1 -d", "ssh -- web1 -d"),
      ("ssh -d -- web1 -d", "ssh -d -- web1 -d"),
      ("proxy ssh web1:22 --proxy h:1", "proxy ssh web1:22 --proxy h:1"),
      ("ls -- --proxy", "ls -- --proxy"),
      ("--ttl 60 login --proxy h", "login --ttl 60 --proxy h"),
      ("--help", "--help"), ("", ""), ("ls --user", "ls --user"), ("ls -", "ls -"),
    ])
  func hoists(typed: String, parsed: String) {
    let words = { (text: String) in text.split(separator: " ").map(String.init) }
    #expect(GlobalOptions.flags.hoisted(words(typed)) == words(parsed))
  }

  @Test("the parser takes what was hoisted, and the remote command keeps its flags")
  func parses() throws {
    let words = GlobalOptions.flags.hoisted(["--proxy", "h:1", "ssh", "-t", "-t", "-L", "1:a:2", "root@web1", "ls", "-la", "--proxy", "-d"])
    let command = try #require(try Tsh.parseAsRoot(words) as? SSHCommand)
    #expect(command.globals.proxy == "h:1" && !command.globals.debug)
    #expect(command.target == "root@web1" && command.command == ["ls", "-la", "--proxy", "-d"])
    #expect(command.terminal == 2 && command.localForward == ["1:a:2"])
  }
}
