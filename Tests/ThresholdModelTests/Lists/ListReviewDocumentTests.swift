import Testing
import ThresholdModel

@Suite("Reviews of lists as documents")
struct ListReviewDocumentTests {
  private func document(_ spec: [String: Value]) -> Value {
    .map([
      "kind": "access_list_review", "version": "v1", "metadata": .map(["name": "mine"]),
      "spec": .map(["access_list": "l"].merging(spec) { $1 }),
    ])
  }

  @Test("all changes are read, and who reviewed when is the server's to say")
  func whole() throws {
    let review = try ListReview(
      readingReview: document([
        "reviewers": .list(["forged"]), "review_date": "2020-01-01T00:00:00Z", "notes": "fine", "handed_out": true,
        "changes": .map([
          "membership_requirements_changed": .map(["roles": .list(["staff"])]), "removed_members": .list(["max", "zoe"]),
          "review_frequency_changed": "1 year", "review_day_of_month_changed": 31,
        ]),
      ]))
    #expect(
      review.spec
        == ListReviewSpec(
          list: "l", notes: "fine",
          changes: ListReviewChanges(
            membershipRequirements: Requirements(roles: ["staff"]), removedMembers: ["max", "zoe"], frequency: .yearly, day: .last)))
  }

  @Test("changes of nothing are no changes, and to ask for nothing any more is one")
  func emptyChanges() throws {
    let none = Value.map(["removed_members": .list([]), "review_frequency_changed": 0, "review_day_of_month_changed": ""])
    #expect(try ListReview(readingReview: document(["changes": none])).spec.changes.isEmpty)
    let nothingAsked = Value.map(["membership_requirements_changed": .map([:])])
    #expect(try ListReview(readingReview: document(["changes": nothingAsked])).spec.changes.membershipRequirements == Requirements())
  }

  @Test("a recurrence that cannot be read is refused", arguments: ["review_frequency_changed", "review_day_of_month_changed"])
  func badRecurrence(field: String) {
    #expect(throws: Problem.self) { try ListReview(readingReview: document(["changes": .map([field: "often"])])) }
  }

  @Test("notes that are too long are cut at a whole character, not refused")
  func longNotes() throws {
    let longest = ListReviewSpec.longestNotes
    let exact = String(repeating: "a", count: longest)
    #expect(try ListReview(readingReview: document(["notes": .text(exact)])).spec.notes == exact)
    #expect(try ListReview(readingReview: document(["notes": .text(exact + "b")])).spec.notes == exact)
    let wide = String(repeating: "a", count: longest - 1) + "é" + "z"
    #expect(try ListReview(readingReview: document(["notes": .text(wide)])).spec.notes == String(repeating: "a", count: longest - 1))
    #expect(ListReviewSpec.cut("") == "")
  }

  @Test("a review without its list is refused")
  func noList() {
    let document = Value.map(["kind": "access_list_review", "version": "v1", "metadata": .map(["name": "x"]), "spec": .map([:])])
    #expect(#expect(throws: Problem.self) { try ListReview(readingReview: document) }?.path == "spec.access_list")
  }
}
