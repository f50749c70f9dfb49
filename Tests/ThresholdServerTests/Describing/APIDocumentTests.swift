import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdServer

@Suite struct APIDocumentTests {
  @Test("docs/reference/openapi.json is the document that the server shows")
  func drift() throws {
    let shown = try APIDocument.text()
    if ProcessInfo.processInfo.environment["RENEW_REFERENCE"] == "1" { try ProjectFile.write(shown, to: "docs/reference/openapi.json") }
    let kept = try ProjectFile.text("docs/reference/openapi.json")
    #expect(
      shown == kept, "the API has changed: run this test with RENEW_REFERENCE=1 and look at what changed in docs/reference/openapi.json")
  }

  @Test("no two endpoints share method and path")
  func unique() {
    let calls = Endpoints.all.map { "\($0.method.rawValue) \($0.path)" }
    #expect(Set(calls).count == calls.count)
  }

  @Test("required and optional fields, free maps and times are told apart")
  func schema() throws {
    let body = Schema.of(try BodyShape(of: CreateTokenBody.self))
    #expect(body["required"] == .list(["allow_labels", "labels", "ttl", "type"]))
    #expect(body["properties"]?["labels"] == .map(["type": "object", "additionalProperties": .map(["type": "string"])]))
    let member = Schema.of(try BodyShape(of: MemberBody.self))
    #expect(member["required"] == nil)
    #expect(member["properties"]?["expires"] == .map(["type": "string", "format": "date-time"]))
    let document = Schema.of(try BodyShape(of: DocumentBody.self))
    #expect(document["properties"]?["document"] == .map(["type": "object"]))
  }

  @Test("every reference in the document leads somewhere")
  func references() throws {
    let document = try APIDocument.document()
    guard case .map(let schemas) = document["components"]?["schemas"] else {
      Issue.record("no schemas")
      return
    }
    for reference in references(in: document) {
      #expect(schemas[reference.replacing("#/components/schemas/", with: "")] != nil, "\(reference)")
    }
  }

  private func references(in value: Value) -> [String] {
    switch value {
    case .map(let entries): entries.flatMap { key, value in key == "$ref" ? [value.text ?? ""] : references(in: value) }
    case .list(let items): items.flatMap { references(in: $0) }
    default: []
    }
  }
}
