import ArgumentParser
import ThresholdAPI
import ThresholdClient
import ThresholdModel

struct ListReviewsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reviews", abstract: "Reviews access lists and shows past reviews.",
    subcommands: [CreateListReview.self, ListListReviews.self, RemoveListReview.self])
}

struct CreateListReview: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Certifies an access list, and removes who should not be on it any more.",
    discussion: """
      One owner's review is enough. It carries your name, so it takes a sign-in (`tsh login`). A static list is not changed: \
      the verdict is kept, and what should change in its code is printed.

      Example:
        tctl acl reviews create 5f2c… --notes "nina left the team" --remove-members nina
      """)

  @Argument(help: "The list's name; `tctl acl ls --review-only` prints those that are due.") var list: String
  @Option(help: "What the review found.") var notes: String?
  @Option(help: "Members who are removed: users or lists.") var removeMembers: CommaList?
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let body = ReviewListBody(notes: notes, changes: removeMembers.map { ListReviewChanges(removedMembers: $0.items) })
    let answer = try await connection.use { try await $0.call(Endpoints.reviewList, path: ["list": list], body) }
    let terminal = Terminal.current
    terminal.print("Review submitted for access list \(list.escapedForDisplay)")
    guard answer.isHandedOut else {
      terminal.print("Next audit date: \(Shown.date(answer.nextDate))")
      return
    }
    terminal.print("Next audit date: none, the list is kept as code")
    let review = try answer.review.decoded(ListReview.self).spec.changes
    for member in review.removedMembers { terminal.print("Remove from the list's code: \(member.escapedForDisplay)") }
  }
}

struct RemoveListReview: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Deletes the record of a review; what it changed stays.",
    discussion: "Example:\n  tctl acl reviews rm 5f2c… 8d2e…", aliases: ["del", "delete"])

  @Argument(help: "The list's name.") var list: String
  @Argument(help: "The review's id; `tctl acl reviews ls` prints them.") var review: String
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    _ = try await connection.use { try await $0.call(Endpoints.deleteListReview, path: ["list": list, "review": review]) }
    Terminal.current.print("access_list_review '\(review.escapedForDisplay)' has been deleted")
  }
}

/// Reviews as `tctl get` and `tctl rm` name them: `access_list_review/LIST` or `access_list_review/LIST/ID`. They are no
/// documents that could be written: a review is somebody's word at a moment.
struct ReviewReference {
  let list: String
  let id: String?

  /// - Returns: nil for what names something else.
  /// - Throws: ``Misuse`` without a list.
  init?(text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let kinds = ["access_list_review", "access_list_reviews", "access-list-review", "access-list-reviews"]
    guard kinds.contains(parts[0].lowercased()) else { return nil }
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
      throw Misuse("reviews are named with their list", hint: "access_list_review/LIST, or access_list_review/LIST/ID")
    }
    (list, id) = (parts[1], parts.count == 3 ? parts[2] : nil)
  }

  /// - Throws: the server's ``Problem``, or one of kind `notFound` for an id that no review of the list has.
  func documents(_ client: APIClient) async throws -> [Value] {
    let all = try await Pages.all { query in
      let page = try await client.call(Endpoints.listReviews, path: ["list": list], query: query)
      return (page.reviews, page.nextPageToken)
    }
    guard let id else { return all }
    let found = all.filter { $0.name == id }
    guard !found.isEmpty else { throw Problem.notFound("access_list_review", id) }
    return found
  }
}

struct ListListReviews: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "Lists the reviews of an access list, newest first.", discussion: "Example:\n  tctl acl reviews ls 5f2c…")

  @Argument(help: "The list's name.") var list: String
  @OptionGroup var output: FormatOption
  @OptionGroup var connection: AdminConnection

  func run() async throws {
    let documents = try await connection.use { client in
      try await Pages.all { query in
        let page = try await client.call(Endpoints.listReviews, path: ["list": list], query: query)
        return (page.reviews, page.nextPageToken)
      }
    }
    let terminal = Terminal.current
    try terminal.print(documents: documents, as: output.format) { () throws(Problem) in
      var table = Table("ID", "Reviewer", "Review Date", "Removed Members", "Notes")
      for document in documents {
        let review = try document.decoded(ListReview.self)
        table.add([
          review.id.text, review.spec.reviewers.joined(separator: ","), Shown.date(review.spec.date),
          Shown.orDash(review.spec.changes.removedMembers.joined(separator: ",")), Shown.orDash(review.spec.notes),
        ])
      }
      terminal.print(table, orElse: "no reviews")
    }
  }
}
