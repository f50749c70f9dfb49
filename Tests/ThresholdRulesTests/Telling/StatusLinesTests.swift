import Testing
import ThresholdModel
import ThresholdRules

@Suite("Lines for people who sign in")
struct StatusLinesTests {
  private var story = JustInTime()

  @Test("requests that wait are counted until one has reviewed them; nobody is told of their own")
  func waiting() throws {
    var story = story
    #expect(story.scene.world.statusLines(for: "olivia", at: noon).isEmpty)
    let first = try story.draft()
    story.scene.records.append(.request(first))
    #expect(
      story.scene.world.statusLines(for: "olivia", at: noon) == ["1 access request waits for your review: tsh request ls --reviewable"])
    var second = first
    second.metadata.name = uuid(78)
    story.scene.records.append(.request(second))
    #expect(
      story.scene.world.statusLines(for: "olivia", at: noon) == ["2 access requests wait for your review: tsh request ls --reviewable"])
    second.spec.reviews = [Review(author: "Olivia", proposed: .approved, created: noon)]
    story.scene.records.append(.request(second))
    #expect(story.scene.world.statusLines(for: "olivia", at: noon).count == 1)
    #expect(
      story.scene.world.statusLines(for: "olivia", at: noon) == ["1 access request waits for your review: tsh request ls --reviewable"])
    #expect(story.scene.world.statusLines(for: "max", at: noon).isEmpty)
    #expect(story.scene.world.statusLines(for: "ghost", at: noon).isEmpty)
    #expect(story.scene.world.statusLines(for: "olivia", at: first.spec.recordExpires).isEmpty)
    story.scene.lock("l", on: "olivia")
    #expect(story.scene.world.statusLines(for: "olivia", at: noon).isEmpty)
  }

  @Test("an approved request is pointed out until it is assumed")
  func answers() throws {
    var story = story
    var request = try story.draft()
    request.spec.state = .approved
    story.scene.records.append(.request(request))
    #expect(
      story.scene.world.statusLines(for: "max", at: noon) == [
        "your access request \(uuid(77)) is approved: tsh login --request-id=\(uuid(77))"
      ])
    story.scene.signIn("other", of: "max", assuming: [request.id: noon + .hours(1)])
    #expect(story.scene.world.statusLines(for: "max", at: noon).isEmpty)
  }

  @Test(
    "owners see how long is left for a review, in days that have begun",
    arguments: [
      (Span.days(15), nil), (.days(14), "is due for review in 14 days"), (.days(3), "is due for review in 3 days"),
      (.hours(47), "is due for review in 2 days"), (.hours(1), "is due for review in 1 day"), (.zero, "is due for review now"),
      (.hours(-1), "is due for review now"),
      (.hours(-25), "has been overdue for review for 1 day"), (.days(-9), "has been overdue for review for 9 days"),
    ] as [(Span, String?)])
  func reviews(left: Span, words: String?) {
    var scene = Scene()
    scene.user("olivia")
    scene.user("max")
    scene.records.append(
      .list(
        AccessList(
          version: "v1", metadata: Metadata(name: "oncall"),
          spec: AccessListSpec(title: "On call", owners: [Owner(name: "olivia")], audit: ListAudit(nextDate: noon + left)))))
    scene.member("max", of: "oncall")
    let expected = words.map { ["access list `oncall` (On call) \($0): tctl acl get oncall"] } ?? []
    #expect(scene.world.statusLines(for: "olivia", at: noon) == expected)
    #expect(scene.world.statusLines(for: "max", at: noon).isEmpty)
  }

  @Test("of many lists the first are named, the others counted")
  func many() {
    var scene = Scene()
    scene.user("olivia")
    for number in 1...8 {
      scene.records.append(
        .list(
          AccessList(
            version: "v1", metadata: Metadata(name: "l\(number)"),
            spec: AccessListSpec(title: "L", owners: [Owner(name: "olivia")], audit: ListAudit(nextDate: noon + .hours(Int64(number)))))))
    }
    let lines = scene.world.statusLines(for: "olivia", at: noon)
    #expect(lines.count == 6)
    #expect(lines.first?.contains("`l1`") == true)
    #expect(lines.last == "3 more access lists are due for review: tctl acl ls --review-only")
  }
}
