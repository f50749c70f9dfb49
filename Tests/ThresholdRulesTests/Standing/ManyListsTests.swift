import Testing
import ThresholdModel

@testable import ThresholdRules

@Suite("Lists that do not concern a user cost nothing")
struct ManyListsTests {
  @Test("a standing among 10,000 lists looks at a handful, and the worst nesting is walked at once")
  func cost() {
    var scene = Scene()
    scene.roles("r")
    scene.user("max")
    for number in 0..<10_000 {
      scene.nested(ListName("l\(number)"), members: [.user(UserName("u\(number)"))], grants: Grants(roles: ["r"]))
    }
    for number in 0..<5 { scene.join(.user("max"), ListName("l\(number)")) }
    // Ten layers of ten lists, each in every list of the next layer.
    for layer in 0..<10 {
      for place in 0..<10 {
        scene.nested(ListName("n\(layer)-\(place)"), grants: Grants(roles: ["r"]))
        if layer > 0 { for below in 0..<10 { scene.join(.list(ListName("n\(layer - 1)-\(below)")), ListName("n\(layer)-\(place)")) } }
      }
    }
    scene.user("deep")
    for place in 0..<10 { scene.join(.user("deep"), ListName("n0-\(place)")) }
    let world = scene.world
    #expect(world.standing(of: "max", at: noon).count == 5)
    #expect(world.standing(of: "deep", at: noon).count == 100)
    let handful = ContinuousClock().measure { for _ in 0..<200 { _ = world.standing(of: "max", at: noon) } }
    let deep = ContinuousClock().measure { for _ in 0..<20 { _ = world.standing(of: "deep", at: noon) } }
    // Unoptimised and beside other work; a walk over all lists would take hundreds of times as long.
    #expect(handful < .seconds(1), "\(handful / 200) a standing")
    #expect(deep < .seconds(2), "\(deep / 20) a standing")
  }
}
