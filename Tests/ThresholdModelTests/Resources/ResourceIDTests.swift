import Testing
import ThresholdModel

@Suite("Resource ids")
struct ResourceIDTests {
  @Test("an id is read and written back")
  func roundTrip() throws {
    let id = try ResourceID(text: "/main/node/3f0c")
    #expect(id == ResourceID(cluster: "main", kind: "node", name: "3f0c"))
    #expect(id.description == "/main/node/3f0c")
  }

  @Test(
    "what is no id, or cannot be granted by this version, is refused",
    arguments: [
      ("", Problem.Kind.badParameter), ("main/node/a", .badParameter), ("/main/node", .badParameter), ("//node/a", .badParameter),
      ("/main//a", .badParameter), ("/main/node/", .badParameter), ("/main/db/a", .notImplemented), ("/main/node/a/b", .notImplemented),
      ("/main/kube:ns:pods/k/ns/p", .notImplemented), ("/main/node/" + String(repeating: "a", count: 1100), .badParameter),
    ])
  func refuses(text: String, kind: Problem.Kind) {
    #expect(#expect(throws: Problem.self) { try ResourceID(text: text) }?.kind == kind)
  }
}
