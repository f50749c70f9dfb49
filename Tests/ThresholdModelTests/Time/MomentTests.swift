import Foundation
import Testing
import ThresholdModel

func decoded<Content: Decodable>(_ type: Content.Type, _ json: String) throws -> Content {
  try JSONDecoder().decode(type, from: Data(json.utf8))
}

@Suite("Moments")
struct MomentTests {
  @Test(
    "RFC 3339 is read with and without fractions, with Z and offsets",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2027-01-15T08:00:00Z", 1_800_000_000_000), ("2027-01-15T08:00:00.250Z", 1_800_000_000_250),
      ("2027-01-15T09:00:00+01:00", 1_800_000_000_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
    ] as [(String, Int64)])
  func reads(text: String, milliseconds: Int64) throws {
    #expect(try Moment(rfc3339: text).milliseconds == milliseconds)
  }

  @Test(
    "what is no time is refused in words",
    arguments: ["", "tomorrow", "2027-13-01T00:00:00Z", "2027-01-15", "1800000000", "2027-01-15T08:00:00"])
  func refuses(text: String) {
    let problem = #expect(throws: Problem.self) { try Moment(rfc3339: text) }
    #expect(problem?.kind == .badParameter)
  }

  @Test("a moment is read back to the millisecond")
  func roundTrip() throws {
    for milliseconds in stride(from: Int64(1_700_000_000_000), to: 1_700_000_002_000, by: 1) {
      let moment = Moment(milliseconds: milliseconds)
      #expect(try Moment(rfc3339: moment.rfc3339) == moment)
    }
  }

  @Test("sums, differences and order go by milliseconds")
  func arithmetic() {
    let moment = Moment(seconds: 100)
    #expect(moment + .seconds(1) == Moment(seconds: 101))
    #expect(moment - .seconds(1) == Moment(seconds: 99))
    #expect(moment - Moment(milliseconds: 99_999) == Span(milliseconds: 1))
    #expect(Moment(milliseconds: 1) < Moment(milliseconds: 2))
    #expect(Moment(milliseconds: 1999).seconds == 1)
  }
}
