import Testing
import ThresholdModel

@Suite("Spans")
struct SpanTests {
  @Test(
    "a span is read from what Go writes",
    arguments: [
      ("0", 0), ("90s", 90_000), ("1h30m", 5_400_000), ("30h", 108_000_000), ("250ms", 250), ("1.5h", 5_400_000), ("2d", 172_800_000),
      ("1h30m0s", 5_400_000), ("0s", 0),
    ] as [(String, Int64)])
  func reads(text: String, milliseconds: Int64) throws {
    #expect(try Span(text: text).milliseconds == milliseconds)
  }

  @Test(
    "what is no duration is refused in words",
    arguments: ["", "h", "5", "-5m", "5 m", "5x", "1h30", "m5", "..s", "9999999999999h", "1e3s", "５h", "+1h", "nan", "inf"])
  func refuses(text: String) {
    let problem = #expect(throws: Problem.self) { try Span(text: text) }
    #expect(problem?.kind == .badParameter)
    #expect(problem?.hint != nil)
  }

  @Test(
    "a span is written as Go writes it",
    arguments: [
      (Span.zero, "0s"), (.seconds(90), "1m30s"), (.minutes(90), "1h30m0s"), (.hours(30), "30h0m0s"), (Span(milliseconds: 1005), "1.005s"),
      (Span(milliseconds: -60_000), "-1m0s"),
    ])
  func writes(span: Span, text: String) {
    #expect(span.description == text)
  }

  @Test("what is written is read back, over all sizes")
  func roundTrip() throws {
    for milliseconds in stride(from: Int64(0), to: 3_000_000_000, by: 7_654_321) {
      let span = Span(milliseconds: milliseconds)
      #expect(try Span(text: span.description) == span)
    }
  }

  @Test("a negative or endless span in a document is refused")
  func coding() {
    #expect(throws: (any Error).self) { try decoded(Span.self, #""-1h""#) }
    #expect(throws: (any Error).self) { try decoded(Span.self, "5") }
  }
}
