import Testing
import ThresholdModel

@testable import ThresholdCLI

@Suite struct TableTests {
  @Test("a table has a header, dashes and left-aligned columns without blanks at line ends")
  func plain() {
    var table = Table("Name", "Labels", "Access")
    table.add(["web1", "env=test", "ubuntu"])
    table.add(["db", ""])
    #expect(
      table.text == """
        Name Labels   Access
        ---- -------- ------
        web1 env=test ubuntu
        db
        """)
  }

  @Test("a long cell is cut, marked and explained once")
  func cut() {
    var table = Table([.init("ID"), .init("Resources", limit: 5, mark: "[+]", footnote: "cut")])
    table.add(["1", "abcdefgh"])
    table.add(["2", "abcde"])
    #expect(
      table.text == """
        ID Resources
        -- ------------
        1  abcde... [+]
        2  abcde

        [+] cut
        """)
  }

  @Test("data can't move the cursor or turn the text")
  func escapes() {
    var table = Table("A")
    table.add(["x\u{1B}[2J\u{202E}\n"])
    #expect(table.text.contains("x\\u{1b}[2J\\u{202e}\\u{a}"))
  }
}

@Suite struct ShowTests {
  private let value = Value.map(["b": .list([.integer(1), .null]), "a": "yes", "n": "12", "evil": "\u{202E}x\u{7}"])

  @Test("JSON is sorted, and escapes what a terminal would act on")
  func json() throws {
    let text = try Show.json(value)
    #expect(text.contains("\"evil\" : \"\\u202ex\\u0007\"") && !text.unicodeScalars.contains { $0.isUnsafeToDisplay && $0 != "\n" })
    #expect(text.hasPrefix("{\n  \"a\" : \"yes\""))
  }

  @Test("YAML quotes text that would be read as something else, and escapes the same")
  func yaml() throws {
    let text = try Show.yaml(value)
    #expect(text.contains("a: 'yes'") || text.contains("a: \"yes\"") || text.contains("a: yes"))
    #expect(text.contains("n: '12'") && !text.unicodeScalars.contains { $0.isUnsafeToDisplay && $0 != "\n" })
    #expect(text.contains("b:\n- 1\n- null"))
    #expect(try Show.yaml(documents: [Value.text("ü"), "b"]) == "ü\n---\nb")
  }
}

@Suite struct DatesTests {
  @Test(
    "moments print as the tables want them",
    arguments: [
      (1_656_008_700, "23 Jun 22 18:25 UTC", "2022-06-23 18:25:00"), (0, "01 Jan 70 00:00 UTC", "1970-01-01 00:00:00"),
      (951_782_400, "29 Feb 00 00:00 UTC", "2000-02-29 00:00:00"), (4_107_542_399, "28 Feb 00 23:59 UTC", "2100-02-28 23:59:59"),
      (1_798_761_599, "31 Dec 26 23:59 UTC", "2026-12-31 23:59:59"),
    ] as [(Int64, String, String)])
  func prints(seconds: Int64, request: String, other: String) {
    let moment = Moment(seconds: seconds)
    #expect(moment.inRequestTables == request)
    #expect(moment.inTables == other)
    #expect(moment.rfc3339 == other.replacing(" ", with: "T") + "Z")
  }
}

@Suite struct ValueListTests {
  @Test("labels are read as people write them")
  func labels() throws {
    #expect(try ValueList.labels(" env=test, a=b=c ,") == ["env": "test", "a": "b=c"])
    #expect(ValueList.text(["b": "2", "a": "1"]) == "a=1,b=2")
    for bad in ["env", "=x", "a=1,a=2"] { #expect(throws: Problem.self) { try ValueList.labels(bad) } }
  }
}
