public import ThresholdModel

/// Maps as literals, for tests.
extension Value: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Value)...) {
    self = .map(Dictionary(elements, uniquingKeysWith: { first, _ in first }))
  }
}
