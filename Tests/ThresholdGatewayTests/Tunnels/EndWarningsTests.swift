import Testing
import ThresholdModel

@testable import ThresholdGateway

@Suite("Warnings before the end") struct EndWarningsTests {
  /// Walks through time as the tunnel does, and notes at which times left it warns.
  static func warnings(from remaining: Span) -> [Int64] {
    var (warnings, left, given) = (EndWarnings(remaining: remaining), remaining, [Int64]())
    while left > .zero {
      let (warns, again) = warnings.look(remaining: left)
      if warns { given.append(left.wholeSeconds) }
      #expect(again > .zero && again <= .minutes(1))
      left = Span(milliseconds: left.milliseconds - again.milliseconds)
    }
    return given
  }

  @Test(
    "the person is warned 10 minutes and 1 minute before the end, once each",
    arguments: [
      (Span.hours(12), [Int64(600), 60]), (.seconds(601), [600, 60]), (.minutes(10), [60]), (.minutes(5), [60]), (.seconds(61), [60]),
      (.minutes(1), [60]),
      (.seconds(40), [40]), (.zero, []),
    ])
  func once(remaining: Span, expected: [Int64]) {
    #expect(Self.warnings(from: remaining) == expected)
  }

  @Test("an end that moved is warned about anew")
  func moved() {
    var warnings = EndWarnings(remaining: .hours(1))
    #expect(warnings.look(remaining: .seconds(30)).warns)
    #expect(!warnings.look(remaining: .seconds(20)).warns)
    #expect(!warnings.look(remaining: .minutes(5)).warns)
    #expect(warnings.look(remaining: .seconds(59)).warns)
    #expect(!warnings.look(remaining: .hours(2)).warns)
    #expect(warnings.look(remaining: .minutes(9)).warns)
  }

  @Test(
    "the words say how long and until when",
    arguments: [(Span.minutes(10), "10 minutes"), (Span.seconds(60), "1 minute"), (.seconds(40), "40 seconds"), (.seconds(1), "1 second")])
  func words(remaining: Span, said: String) {
    let words = EndWarnings.words(about: "web\u{1B}-1", remaining: remaining, until: Moment(seconds: 1_769_871_845))
    #expect(words == "the connection to `web\\u{1b}-1` ends in \(said), at 2026-01-31T15:04:05Z")
  }
}
