import Testing
import ThresholdModel
import ThresholdRules

@Suite("How long a sign-in lasts")
struct SignInLifetimeTests {
  @Test(
    "as asked, at least a minute, at most what every role allows",
    arguments: [
      (Span.hours(12), [Span.hours(30)], Span.hours(12)), (.hours(40), [.hours(30)], .hours(30)),
      (.hours(12), [.hours(8), .hours(4)], .hours(4)),
      (.seconds(1), [.hours(30)], .minutes(1)), (.hours(12), [.seconds(30)], .seconds(30)), (.hours(12), [], .hours(12)),
      (Span(milliseconds: -5), [.hours(1)], .minutes(1)),
    ])
  func lifetime(asked: Span, longest: [Span], expected: Span) {
    var scene = Scene()
    var roles: [RoleName] = []
    for (number, span) in longest.enumerated() {
      roles.append(RoleName("r\(number)"))
      scene.role(roles[number], longest: span)
    }
    scene.user("alice", roles: roles)
    #expect(scene.world.signInLifetime(of: "alice", asked: asked, at: noon) == expected)
  }

  @Test("a role that comes through a list counts while the membership does")
  func list() {
    var scene = Scene()
    scene.role("short", longest: .hours(1))
    scene.user("alice")
    scene.list("l", owners: ["bob"], grants: ["short"])
    scene.member("alice", of: "l", until: noon + .hours(1))
    #expect(scene.world.signInLifetime(of: "alice", asked: .hours(12), at: noon) == .hours(1))
    #expect(scene.world.signInLifetime(of: "alice", asked: .hours(12), at: noon + .hours(1)) == .hours(12))
  }
}
