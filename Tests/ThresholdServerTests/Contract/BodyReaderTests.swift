import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdServer

@Suite struct BodyReaderTests {
  static let bad: [(json: String, message: String, path: String?)] = [
    ("", "this call needs a JSON body", nil),
    ("nonsense", "the body is not JSON", nil),
    ("[]", "the body must be a JSON object", nil),
    ("{}", "`document` is missing", "document"),
    (#"{"document":{},"mode":"create","x":1}"#, "`x` is not a field of this call", "x"),
    (#"{"document":{},"mode":"sometimes"}"#, "`mode` cannot be read", "mode"),
    (#"{"document":{},"mode":7}"#, "`mode` must be a text", "mode"),
    (#"{"document":{},"mode":null}"#, "`mode` must not be null", "mode"),
  ]

  @Test("what is wrong with a body is said in words, with the place", arguments: bad)
  func refused(json: String, message: String, path: String?) throws {
    let problem = #expect(throws: Problem.self) { let _: DocumentBody = try BodyReader.decode(Data(json.utf8)) }
    #expect(problem?.kind == .badParameter)
    #expect(problem?.message == message)
    #expect(problem?.path == path)
  }

  @Test("places in lists and objects are told")
  func places() {
    let json = #"{"resource_ids":["/a/node/b",7],"reason":"","suggested_reviewers":[],"dry_run":false}"#
    let problem = #expect(throws: Problem.self) { let _: CreateRequestBody = try BodyReader.decode(Data(json.utf8)) }
    #expect(problem?.path == "resource_ids[1]")
  }

  @Test("a problem that the model finds comes through in its own words")
  func modelProblem() {
    let problem = #expect(throws: Problem.self) { let _: MemberBody = try BodyReader.decode(Data(#"{"expires":"soon"}"#.utf8)) }
    #expect(problem?.message == "`soon` is not a time")
  }

  @Test("a call without a body takes none, or an empty object")
  func empty() throws {
    let _: Empty = try BodyReader.decode(Data())
    let _: Empty = try BodyReader.decode(Data("{}".utf8))
    #expect(throws: Problem.self) { let _: Empty = try BodyReader.decode(Data(#"{"a":1}"#.utf8)) }
  }

  @Test("every example of a body is read back")
  func examples() {
    for endpoint in Endpoints.all {
      for shape in [endpoint.input, endpoint.output].compactMap({ $0 }) {
        #expect(shape.reread(shape.example) == shape.example, "\(shape.name)")
      }
    }
  }

  @Test("deep nesting is refused, not followed")
  func deep() {
    let json = #"{"mode":"create","document":"# + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "}"
    #expect(throws: Problem.self) { let _: DocumentBody = try BodyReader.decode(Data(json.utf8)) }
  }
}
