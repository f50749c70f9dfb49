import ThresholdAPI
import ThresholdClient
import ThresholdModel

/// Join tokens as `tctl get` names them: `tokens`, or `token/` with the start of a hash. Only their hashes are kept, so they
/// can be shown in the shape of documents and not be written as such.
struct TokenReference {
  let name: String?

  /// - Returns: nil for what names something else.
  init?(text: String) {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    guard let kind = parts.first, ["token", "tokens"].contains(kind.lowercased()) else { return nil }
    name = parts.count == 2 ? parts[1] : nil
  }

  /// - Throws: the server's ``Problem``, or one of kind `notFound` for a hash that no token has.
  func documents(_ client: APIClient) async throws(Problem) -> [Value] {
    let all = try await client.call(Endpoints.tokens).tokens
    guard let name else { return all.map(Self.document) }
    let found = all.filter { $0.hash.text.hasPrefix(name) }
    guard !found.isEmpty else { throw Problem.notFound("token", name) }
    return found.map(Self.document)
  }

  private static func document(_ token: TokensAnswer.Item) -> Value {
    .map([
      "kind": "token", "version": "v2",
      "metadata": .map([
        "name": .text(String(token.hash.text.prefix(12))), "expires": .text(token.expires.rfc3339),
        "labels": .map(token.labels.mapValues { .text($0) }),
      ]),
      "spec": .map([
        "roles": .list([.text(token.type == "node" ? "Node" : token.type)]), "join_method": "token",
        "suggested_labels": .map(token.allowLabels.entries.mapValues { .list($0.map { .text($0) }) }),
      ]),
    ])
  }
}
