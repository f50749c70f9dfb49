import Foundation
import Testing
import ThresholdModel

/// One thing that somebody types and should not have.
struct BadInput: Sendable, CustomTestStringConvertible {
  enum Who { case admin, max, olivia }

  let testDescription: String
  let who: Who
  /// The command line; `LIST`, `RESOURCE`, `NODE` and `REQUEST` stand for what the stage has.
  let line: [String]
  let input: String?
  let status: Int32
  /// What the message must say, in any case.
  let says: [String]
  /// What the line below it must say; empty when any hint will do, nil when there is nothing to do about it.
  let hint: String?
  /// Events that may be written although nothing is changed.
  let leaves: Set<String>

  init(
    _ name: String, _ who: Who, _ line: [String], input: String? = nil, status: Int32 = 1, says: [String], hint: String? = "",
    leaves: Set<String> = []
  ) {
    testDescription = name
    self.who = who
    self.line = line
    self.input = input
    self.status = status
    self.says = says
    self.hint = hint
    self.leaves = leaves
  }

  static let aList = ["acl", "create", "--access-type", "access-request", "--node-labels", "env=test", "--logins", "root"]
  static func document(_ kind: String, _ name: String, version: String, spec: String) -> String {
    "kind: \(kind)\nversion: \(version)\nmetadata:\n  name: \"\(name)\"\nspec:\n\(spec)\n"
  }

  static let lists = [
    BadInput("a list without a title", .admin, aList + ["--owners", "olivia"], status: 2, says: ["title"], hint: "Usage:"),
    BadInput(
      "a list with an empty title", .admin, aList + ["--owners", "olivia", "--title", " "], status: 2, says: ["title"], hint: "--title"),
    BadInput("a list without an owner", .admin, aList + ["--title", "T"], status: 2, says: ["owner"], hint: "--owners"),
    BadInput(
      "a list with no owner in the flag", .admin, aList + ["--title", "T", "--owners", ""], status: 2, says: ["owner"], hint: "--owners"),
    BadInput(
      "a list document without a title", .admin, ["create"],
      input: document("access_list", "bad", version: "v1", spec: "  title: \"\"\n  owners:\n  - name: olivia"),
      says: ["a list needs a title"],
      hint: "spec.title"),
    BadInput(
      "a list document without an owner", .admin, ["create"], input: document("access_list", "bad", version: "v1", spec: "  title: T"),
      says: ["a list needs at least one owner"], hint: "spec.owners"),
    BadInput(
      "a list that grants a role that doesn't exist", .admin,
      ["acl", "create", "--title", "T", "--owners", "olivia", "--member-grant-roles", "nope"],
      says: ["`nope`"]),
    BadInput(
      "grants beside an access type", .admin, aList + ["--title", "T", "--owners", "olivia", "--member-grant-roles", "access"], status: 2,
      says: ["roles are made for the list"], hint: "grant flags"),
    BadInput(
      "labels without an access type", .admin, ["acl", "create", "--title", "T", "--owners", "olivia", "--node-labels", "env=test"],
      status: 2,
      says: ["need --access-type"], hint: "--access-type"),
    BadInput(
      "a member of a list that doesn't exist", .admin, ["acl", "users", "add", "nowhere", "max"], says: ["`nowhere` does not exist"],
      hint: nil),
    BadInput("an end that is no time", .admin, ["acl", "users", "add", "LIST", "max", "tomorrow"], status: 2, says: ["tomorrow"]),
    BadInput(
      "a list name with a control character", .admin, ["create"],
      input: document("access_list", "a\\u0007b", version: "v1", spec: "  title: T\n  owners:\n  - name: olivia"), says: ["\\u{7}"]),
    BadInput(
      "a title with a character that turns text around", .admin, ["create"],
      input: document("access_list", "bad", version: "v1", spec: "  title: \"a\\u202Eb\"\n  owners:\n  - name: olivia"),
      says: ["control character", "\\u{202e}"]),
  ]

  static let roles = [
    BadInput(
      "a user with a role that doesn't exist", .admin, ["users", "add", "eve", "--roles", "nope", "--password-stdin"],
      input: "a long password here\n",
      says: ["`nope`"]),
    BadInput("a role that is used", .admin, ["rm", "role/requester"], says: ["is used by", "max"], hint: "take the role away"),
    BadInput("a role of a list", .admin, ["rm", "role/access-standard-acl-preset-LIST"], says: ["is used by"], hint: "take the role away"),
    BadInput("a role that doesn't exist", .admin, ["rm", "role/nope"], says: ["`nope` does not exist"], hint: nil),
    BadInput(
      "a field that is none", .admin, ["create"],
      input: document("role", "bad", version: "v8", spec: "  allow:\n    node_lables:\n      env: test"),
      says: ["node_lables"], hint: "node_labels"),
    BadInput(
      "a field that is not enforced yet", .admin, ["create"],
      input: document("role", "bad", version: "v8", spec: "  allow:\n    review_requests:\n      submit_for_users: [max]"),
      says: ["submit_for_users"]),
    BadInput(
      "a pattern that can't be", .admin, ["create"],
      input: document("role", "bad", version: "v8", spec: "  allow:\n    node_labels:\n      env: '^(a$'"),
      says: ["node_labels"]),
    BadInput(
      "the same user again, in capitals", .admin, ["users", "add", "MAX", "--roles", "access", "--password-stdin"],
      input: "a long password here\n",
      says: ["max", "exists already"]),
    BadInput(
      "a user name with a control character", .admin, ["users", "add", "ev\u{1b}[31me", "--roles", "access", "--password-stdin"],
      input: "a long password here\n", says: ["\\u{1b}"], hint: "ASCII letters"),
    BadInput(
      "a user without a role", .admin, ["users", "add", "eve", "--roles", "", "--password-stdin"], input: "a long password here\n",
      status: 2,
      says: ["a user needs a role"], hint: "--roles"),
    BadInput("the only owner of a list", .admin, ["users", "rm", "olivia"], says: ["only owner"], hint: "another owner"),
  ]

  static let requests = [
    BadInput(
      "a request for nothing", .max, ["request", "create", "--reason", "R"], status: 2, says: ["say what to ask for"],
      hint: "tsh request search"),
    BadInput(
      "a request for something that is no id", .max, ["request", "create", "--resource", "web1", "--reason", "R"], status: 2, says: ["web1"]
    ),
    BadInput(
      "a request for what doesn't exist", .max,
      ["request", "create", "--resource", "/CLUSTER/node/00000000-0000-4000-8000-000000000000", "--reason", "R", "--nowait"],
      says: ["does not exist"], hint: "tsh request search"),
    BadInput(
      "a request for what one may not ask for", .olivia, ["request", "create", "--resource", "RESOURCE", "--reason", "R", "--nowait"],
      says: ["no role that you may ask for", "does not exist", "may not ask"]),
    BadInput(
      "a request for a role", .max, ["request", "create", "--roles", "access", "--reason", "R"], says: ["may not ask for role"],
      hint: "tsh request search --roles"),
    BadInput(
      "a longer time than is allowed", .max,
      ["request", "create", "--resource", "RESOURCE", "--reason", "R", "--nowait", "--session-ttl", "400h"],
      says: ["longer than"], hint: "at most"),
    BadInput(
      "a review that neither approves nor denies", .olivia, ["request", "review", "REQUEST"], status: 2, says: ["--approve", "--deny"],
      hint: "tsh request review"),
    BadInput(
      "a review that does both", .olivia, ["request", "review", "REQUEST", "--approve", "--deny"], status: 2, says: ["--approve"],
      hint: "tsh request review"),
    BadInput(
      "a review of one's own request", .max, ["request", "review", "REQUEST", "--approve"], says: ["nobody reviews their own"],
      hint: "olivia"),
    BadInput(
      "a review of a request that doesn't exist", .olivia, ["request", "review", "00000000-0000-4000-8000-000000000000", "--approve"],
      says: ["does not exist"], hint: nil),
    BadInput("an override without a reason", .admin, ["requests", "approve", "REQUEST"], status: 2, says: ["reason"]),
    BadInput(
      "a revoke without a reason", .admin, ["requests", "revoke", "REQUEST", "--reason", " "], status: 2, says: ["reason"], hint: "--reason"
    ),
    BadInput("a revoke of a request that is not approved", .admin, ["requests", "revoke", "REQUEST", "--reason", "R"], says: ["PENDING"]),
    BadInput("ending a request that is not approved", .max, ["request", "end", "REQUEST"], says: ["PENDING"]),
    BadInput("assuming a request that is not approved", .max, ["login", "--request-id", "REQUEST"], says: ["not approved"]),
    BadInput(
      "a server that doesn't exist", .max, ["ssh", "root@nowhere", "true"], says: ["`nowhere` does not exist"],
      leaves: ["access_request.search"]),
    BadInput(
      "a server that must be requested", .max, ["ssh", "LOGIN@web1", "true"], says: ["ERROR:"],
      hint: "tsh request create --resource RESOURCE",
      leaves: ["access_request.search"]),
    BadInput("an unknown command", .max, ["frobnicate"], status: 2, says: ["frobnicate"]),
    BadInput("an unknown flag", .admin, ["users", "ls", "--nope"], status: 2, says: ["--nope"]),
  ]
}
