import Foundation
import ThresholdAPI
import ThresholdModel

/// A request in full, as `request show` and `request create` print it (reference, cli-api-terraform §2.2).
struct RequestBlock {
  let text: String

  init(_ answer: RequestAnswer) {
    let (request, spec) = (answer.request, answer.request.spec)
    var block = DetailBlock()
    block.add("Request ID", request.id.text)
    block.add("Username", spec.user.text)
    block.add("Roles", spec.roles.isEmpty ? "[none]" : spec.roles.map(\.text).joined(separator: ", "))
    if let asked = spec.originalRoles { block.add("Asked Roles", asked.map(\.text).joined(separator: ", ")) }
    block.add("Resources", Self.array(answer.resources.map(\.id)))
    if !answer.resources.isEmpty { block.add("Hostnames", answer.resources.map { $0.hostname ?? "[gone]" }.joined(separator: ", ")) }
    if spec.kind != .undefined { block.add("Kind", spec.kind.text) }
    if !spec.loginHint.isEmpty { block.add("Login", spec.loginHint) }
    block.add("Reason", quotedReason(spec.reason))
    block.add(
      "Reviewers", spec.suggestedReviewers.isEmpty ? "[none]" : spec.suggestedReviewers.map(\.text).joined(separator: ", ") + " (suggested)"
    )
    if let reviewers = answer.reviewers, spec.state == .pending {
      block.add("Can Decide", reviewers.isEmpty ? "[nobody]" : reviewers.map(\.text).joined(separator: ", "))
    }
    block.add("Access Expires", spec.accessExpires.inTables + " UTC")
    if let start = spec.assumeStart { block.add("Assume Start Time", start.inTables + " UTC") }
    block.add("Status", spec.state.text)
    if let list = spec.accessList { block.add("Access List", list.title.isEmpty ? list.name.text : "\(list.title) (\(list.name))") }
    if spec.state == .pending, !spec.promotions.isEmpty {
      block.add("Lists Instead", spec.promotions.map(\.text).joined(separator: ", "))
    }
    if let enrichment = spec.dryRunEnrichment { Self.add(enrichment, to: &block) }
    if spec.state == .pending, let needed = Self.needed(spec) { block.add("Needs", needed) }
    if !spec.resolveAnnotations.isEmpty {
      let pairs = spec.resolveAnnotations.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.joined(separator: "|"))" }
      block.add("Annotations", pairs.joined(separator: ", "))
    }
    if let override = spec.override { block.add("Overridden By", "\(override.author): \(quotedReason(override.reason))") }
    if let ended = spec.ended { block.add("Ended By", "\(ended.by): \(quotedReason(ended.reason))") }
    if !spec.resolveReason.isEmpty { block.add("Resolve Reason", quotedReason(spec.resolveReason)) }
    text =
      block.text() + Self.reviews("Approvals", spec.reviews.filter { $0.proposed == .approved })
      + Self.reviews("Denials", spec.reviews.filter { $0.proposed == .denied })
  }

  /// How many approvals a request takes, where every threshold takes the same.
  private static func needed(_ spec: AccessRequestSpec) -> String? {
    let counts = Set(spec.thresholds.map(\.approve))
    guard counts.count == 1, let count = counts.first, count > 1 else {
      return counts.count > 1 ? "as many approvals as its thresholds say: --format json" : nil
    }
    return "\(count) approvals"
  }

  /// What a dry run says beside the request.
  private static func add(_ enrichment: DryRunEnrichment, to block: inout DetailBlock) {
    block.add("Reason Needed", enrichment.isReasonRequired ? "yes" : "no")
    if !enrichment.reasonPrompts.isEmpty { block.add("Prompts", enrichment.reasonPrompts.joined(separator: "; ")) }
    guard let grouping = enrichment.grouping else { return }
    block.add("Recommended List", grouping.recommended?.text ?? "[none]")
    if !grouping.message.isEmpty { block.add("Why", grouping.message) }
  }

  private static func reviews(_ title: String, _ reviews: [Review]) -> String {
    guard !reviews.isEmpty else { return "" }
    let blocks = reviews.map { review in
      var block = DetailBlock()
      block.add("Reviewer", review.author.text)
      block.add("Reason", quotedReason(review.reason))
      return block.text(indent: "  ")
    }
    return "\n\n\(title):\n" + blocks.joined(separator: "\n\n")
  }

  /// Resource ids as a JSON array of strings, which other commands and people can copy.
  static func array(_ ids: [String]) -> String { "[" + ids.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }
}
