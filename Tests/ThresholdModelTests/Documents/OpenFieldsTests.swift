import Testing
import ThresholdModel

@Suite("Fields that are kept as they come")
struct OpenFieldsTests {
  private static let table = FieldTable(
    kind: "thing", versions: ["v1"],
    fields: [
      Field("spec.any", .open, support: .kept, limit: 40, "anything"), Field("spec.named", .namedObjects, limit: 2, "by name"),
      Field("spec.named{}.size", .integer, "a number"), Field("spec.long", .text, limit: 10_000, "a long text"),
    ])

  private static func spec(_ fields: [String: Value]) -> Value {
    ["kind": "thing", "version": "v1", "metadata": ["name": "t"], "spec": .map(fields)]
  }

  private static func path(_ fields: [String: Value]) -> String? {
    do { _ = try table.checked(spec(fields)) } catch { return error.path }
    return nil
  }

  @Test(
    "anything goes in and stays as it is",
    arguments: [.bool(false), .integer(7), .number(1.5), "text\n\t\r", .list(["a", .null]), ["a": ["b": .list([])]]] as [Value])
  func anything(value: Value) throws {
    let document = Self.spec(["any": value])
    #expect(try Self.table.checked(document) == document)
  }

  @Test("its size is limited over all keys, texts and items")
  func size() {
    #expect(Self.path(["any": .text(String(repeating: "a", count: 39))]) == nil)
    #expect(Self.path(["any": .text(String(repeating: "a", count: 40))]) == "spec.any")
    #expect(Self.path(["any": .list(Array(repeating: .null, count: 39))]) == nil)
    #expect(Self.path(["any": .list(Array(repeating: .null, count: 40))]) == "spec.any")
    #expect(Self.path(["any": [String(repeating: "k", count: 40): .null]]) == "spec.any")
  }

  @Test("neither control characters nor endless nesting go in")
  func unsafe() {
    for (value, path) in [
      ("\u{1B}[31m", "spec.any"), (["\u{202E}": 1], "spec.any"), (.list(["a", "\u{0}"]), "spec.any[1]"),
      (["a": ["b": "\u{0}"]], "spec.any.a.b"),
    ] as [(Value, String)] {
      #expect(Self.path(["any": value]) == path)
    }
    let deep = (0..<40).reduce(Value.null) { value, _ in .list([value]) }
    #expect(Self.path(["any": deep]) == "spec.any")
  }

  @Test("maps by name are checked entry by entry")
  func named() {
    #expect(Self.path(["named": ["a": ["size": 1], "b": [:]]]) == nil)
    #expect(Self.path(["named": ["a": ["sizes": 1]]]) == "spec.named.a.sizes")
    #expect(Self.path(["named": ["a": ["size": "1"]]]) == "spec.named.a.size")
    #expect(Self.path(["named": ["a": 1]]) == "spec.named.a")
    #expect(Self.path(["named": .list([])]) == "spec.named")
    #expect(Self.path(["named": ["a": [:], "b": [:], "c": [:]]]) == "spec.named")
    #expect(Self.path(["named": ["\u{1B}": [:]]]) == "spec.named.\\u{1b}")
  }

  @Test("a text is as long as its own limit says")
  func long() {
    #expect(Self.path(["long": .text(String(repeating: "a", count: 10_000))]) == nil)
    #expect(Self.path(["long": .text(String(repeating: "a", count: 10_001))]) == "spec.long")
  }
}
