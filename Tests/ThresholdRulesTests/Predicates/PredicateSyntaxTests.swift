import Testing
import ThresholdModel
import ThresholdRules

@Suite("Predicate syntax")
struct PredicateSyntaxTests {
  private static let scope = JoinedScope(LabelScope(["a": "1", "q": "x\"y\\z", "t": "a\tb\nc", "ä": "ö"]), UserScope(name: "max"))

  @Test(
    "operators bind as usual",
    arguments: [
      ("true", .yes), ("false", .no), ("!true", .no), ("!!true", .yes), ("true && false", .no), ("true || false", .yes),
      ("true || true && false", .yes), ("(true || true) && false", .no), ("false && false || true", .yes),
      ("false && (false || true)", .no), ("!false && true", .yes), ("!(false || true)", .no), ("!false || false", .yes),
      ("true == true", .yes), ("true == false", .no), ("true != false", .yes), ("(1 == 1) == true", .yes), ("!true == false", .yes),
      ("1 == 1.0", .yes), ("-1 == 1", .no), ("1 != 2", .yes), ("((((true))))", .yes), ("false || false || false || true", .yes),
      ("true && true && true && false", .no), (#"labels["a"] == "1" && labels["a"] != "2""#, .yes),
      (#"!(labels["a"] == "1")"#, .no), ("true&&!false", .yes), ("\ttrue\r\n&&\ntrue ", .yes),
    ] as [(String, PredicateAnswer)])
  func operators(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .labels, Self.scope) == expected)
  }

  @Test(
    "texts, comments and trailing commas",
    arguments: [
      (#"labels["q"] == "x\"y\\z""#, .yes), (#"labels["t"] == "a\tb\nc""#, .yes), ("labels[`q`] == `x\"y\\z`", .yes),
      (#"labels["ä"] == "ö""#, .yes), (#"labels["\u00e4"] == "\u00F6""#, .yes), ("labels.a == \"1\" // && false", .yes),
      ("// first\nlabels.a == // middle\n\"1\"\n// last", .yes), (#"labels.a == "1//2""#, .no), (#""//" == "//""#, .yes),
      (#"contains(set("1", "2",), labels.a,)"#, .yes), ("`a\nb` == \"a\\nb\"", .yes), (#""" == """#, .yes),
    ] as [(String, PredicateAnswer)])
  func texts(text: String, expected: PredicateAnswer) {
    #expect(answer(text, .labels, Self.scope) == expected)
  }

  @Test(
    "a text that is none is refused with its place and something to type",
    arguments: [
      ("", "at column 1, something is missing"), ("   ", "at column 4, something is missing"), ("// true", "something is missing"),
      ("true &&", "at column 8, something is missing"), ("&& true", "at column 1, `&&` is not expected"), ("true true", "at column 6"),
      ("(true", "at column 6, `)` is missing before the end"), ("true)", "at column 5, `)` is not expected"), ("()", "at column 2"),
      ("true & false", "at column 6, `&` is not expected"), ("true | false", "at column 6"), ("1 = 1", "at column 3, `=` is not expected"),
      ("'a' == 'a'", "at column 1, `'` is not expected"), (#""a"#, "at column 1, the quoted text does not end"), ("`a", "does not end"),
      (#""\d" == "x""#, "at column 2, the backslash begins no escape"), (#""\"#, "escape"), (#""\u12" == "x""#, "escape"),
      (#""\uD800" == "x""#, "escape"), ("1 == 1 == 1", "at column 8, a comparison has two sides"), ("1 < 2", "at column 3, `<`"),
      ("contains(\"a\" \"b\")", "at column 14, `,` is missing before the text `b`"), ("contains(,)", "at column 10, `,` is not expected"),
      ("contains(\"a\",,\"b\")", "at column 14"), ("labels[] == \"x\"", "a quoted key is missing"),
      ("labels[\"a\" == \"x\"", "`]` is missing"),
      ("labels. == \"x\"", "is not expected"), ("labels.my-key == \"x\"", "at column 10, `-` is not expected"), (".a", "at column 1"),
      ("1a == 1", "at column 1, the number is not one"), ("a.b.c", "at column 1, the name `a.b.c` is not known here"),
      ("true &&\n  foo()", "at line 2, column 3, the function `foo` is not known here"), ("\"ä\" == ä", "at column 8, `ä` is not expected"),
      ("foo[\"bar\"](1)", "at column 11"), ("true\0", "at column 5"), ("#", "at column 1"), ("{{external.x}}", "at column 1"),
      ("contains(labels.a, \"1\"", "is missing"), ("!", "at column 2"), ("\"a\".foo", "`(` is missing after `foo`"),
      ("\"a\".foo()", "functions stand before their arguments here"),
    ])
  func refused(text: String, reason: String) {
    let found = problem { () throws(Problem) in try Predicate(text, .labels) }
    #expect(found?.kind == .badParameter)
    #expect(found?.message.contains(reason) == true, "\(found?.message ?? "")")
    #expect(found?.message.contains("is not a label expression") == true)
  }

  @Test("an unknown function or name says what is known", arguments: Predicate.Language.allCases)
  func hints(language: Predicate.Language) {
    #expect(problem { () throws(Problem) in try Predicate("nothing(1)", language) }?.hint?.contains("contains(list, text)") == true)
    #expect(problem { () throws(Problem) in try Predicate("nothing == 1", language) }?.hint?.contains("the names are ") == true)
  }

  @Test("nesting is allowed to 32 levels and refused beyond", arguments: [("(", ")"), ("!", ""), ("!(", ")")])
  func depth(opening: String, closing: String) {
    let levels = 32 / opening.utf8.count
    let deepest = String(repeating: opening, count: levels) + "true" + String(repeating: closing, count: levels)
    #expect(answer(deepest, .labels, Self.scope) == .yes)
    for count in [levels + 1, 1000] {
      let deeper = String(repeating: opening, count: count) + "true" + String(repeating: closing, count: count)
      #expect(problem { () throws(Problem) in try Predicate(deeper, .labels) }?.message.contains("nested deeper than 32") == true)
    }
    let calls = String(repeating: "set(", count: 33) + String(repeating: ")", count: 33)
    #expect(
      problem { () throws(Problem) in try Predicate("contains(\(calls), \"a\")", .labels) }?.message.contains("nested deeper") == true)
    let chain = "set()" + String(repeating: ".contains(\"a\")", count: 40)
    #expect(problem { () throws(Problem) in try Predicate(chain, .monitoring) }?.message.contains("nested deeper") == true)
  }

  @Test("size is bounded: 4096 bytes, 500 parts")
  func size() throws {
    let filled = "true //" + String(repeating: "x", count: 4096 - 7)
    #expect(try Predicate(filled, .labels).isTrue(in: Self.scope))
    #expect(problem { () throws(Problem) in try Predicate(filled + "x", .labels) }?.message.contains("longer than 4096 bytes") == true)
    let most = Array(repeating: "true", count: 499).joined(separator: "&&")
    #expect(try Predicate(most, .labels).isTrue(in: Self.scope))
    #expect(problem { () throws(Problem) in try Predicate(most + "&&true", .labels) }?.message.contains("more than 500 parts") == true)
  }

  @Test("a long text is cut in messages, control characters are shown escaped")
  func messages() throws {
    let long = problem { () throws(Problem) in try Predicate(String(repeating: "a", count: 4000), .labels) }
    #expect(try #require(long).message.utf8.count < 500)
    #expect(problem { () throws(Problem) in try Predicate("\u{1B}[31m", .labels) }?.message.contains("\u{1B}") == false)
  }

  @Test("predicates are equal when text and language are, byte for byte")
  func equality() throws {
    #expect(try Predicate("true", .labels) == Predicate("true", .labels))
    #expect(try Predicate("true", .labels) != Predicate("true", .rule))
    #expect(try Predicate("true // \u{E9}", .labels) != Predicate("true // e\u{301}", .labels))
    #expect(try Predicate("true", .labels).hashValue == Predicate("true", .labels).hashValue)
    #expect(try Predicate("true", .labels).description == "true")
  }
}
