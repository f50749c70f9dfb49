import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdCLI

@Suite("tctl acl")
struct AclCommandTests {
  static let list = AccessList(
    version: "v1", metadata: Metadata(name: "l1"),
    spec: AccessListSpec(
      title: "Test", owners: [Owner(name: "olivia")], audit: ListAudit(nextDate: Moment(seconds: 1_798_761_600)),
      grants: Grants(roles: ["a", "b"], traits: ["team": ["web", "ops"], "level": ["1"]])))

  private func server() throws -> PlayedServer {
    let list = try Self.list.value()
    let member = try Member(
      MemberSpec(
        list: "l1", party: .list("inner"), joined: Moment(seconds: 1_767_225_600), reason: "", addedBy: "alice", title: "Inner")
    ).value()
    let review = try ListReview(
      id: "r1",
      ListReviewSpec(
        list: "l1", reviewers: ["olivia"], date: Moment(seconds: 1_767_225_600), notes: "ok",
        changes: ListReviewChanges(removedMembers: ["max", "nina"]))
    ).value()
    return try PlayedServer { call in
      let path = call.target.split(separator: "?")[0]
      switch (call.method, path) {
      case ("GET", "/v1/access-lists"):
        let listed = ListedList(accessList: list, memberCount: 1, memberListCount: 0, currentUserAssignments: nil)
        // Two pages.
        return .ok(ListsAnswer(lists: [listed], nextPageToken: call.target.contains("page_token") ? nil : "l1"))
      case ("GET", "/v1/documents/access_list/l1"): return .ok(DocumentAnswer(document: list, created: false))
      case ("GET", "/v1/access-list-summaries"): return .ok(ListSummariesAnswer.example)
      case ("POST", "/v1/access-lists/l1"): return .ok(UpdateListAnswer.example)
      case ("POST", "/v1/access-list-plans"): return .ok(PlanListAnswer.example)
      case ("POST", "/v1/access-lists"): return .ok(CreateListAnswer.example)
      case ("DELETE", "/v1/access-lists/l1"): return .ok(DeleteListAnswer.example)
      case ("GET", "/v1/access-lists/l1/members"): return .ok(MembersAnswer(members: [member], nextPageToken: nil))
      case ("GET", "/v1/access-lists/l1/reviews"): return .ok(ListReviewsAnswer(reviews: [review], nextPageToken: nil))
      case ("POST", "/v1/access-lists/l1/reviews"):
        return .ok(
          ReviewListAnswer(
            review: review, nextDate: Moment(seconds: 1_798_761_600), removedMembers: ["max"], isHandedOut: false))
      default: return .ok(DocumentAnswer.example)
      }
    }
  }

  @Test(
    "each command prints what the reference says",
    arguments: [
      (
        "acl ls --format text",
        """
        ID Title Next Audit Granted Roles Granted Traits
        -- ----- ---------- ------------- -----------------------
        l1 Test  2027-01-01 a,b           level:{1},team:{web,ops}
        """
      ),
      ("acl users add l1 max", "successfully added user max to access list l1"),
      ("acl users add --kind list l1 inner", "successfully added list inner to access list l1"),
      ("acl users rm l1 max", "successfully removed user max from access list l1\n"),
      (
        "acl users ls l1",
        """
        Member        Type        Date Added          Reason Added Expires
        ------------- ----------- ------------------- ------------ -------
        Inner (inner) Access List 2026-01-01 00:00:00 -            -

        """
      ),
      ("acl reviews create l1", "Review submitted for access list l1\nNext audit date: 2027-01-01\n"),
      (
        "acl reviews ls l1",
        """
        ID Reviewer Review Date Removed Members Notes
        -- -------- ----------- --------------- -----
        r1 olivia   2026-01-01  max,nina        ok

        """
      ),
      (
        "access-lists del l1",
        "Deleted access list \"l1\"\nThe roles that were made for it are left:\n  tctl rm roles/requester-acl-preset-1\n"
      ),
    ])
  func output(line: String, expected: String) async throws {
    let server = try server()
    let spoken = await Spoken.tctl(line.split(separator: " ").map(String.init) + ["--data-dir", server.folder])
    #expect(spoken.status == 0, "\(spoken.errors)")
    if line == "acl ls --format text" {
      // Both pages.
      #expect(spoken.output.split(separator: "\n").count == 4)
      #expect(spoken.output.contains("l1 Test  2027-01-01 a,b           level:{1},team:{web,ops}"))
    } else {
      #expect(spoken.output == expected)
    }
  }

  @Test("documents are YAML unless told otherwise, and JSON is an array even of one")
  func formats() async throws {
    let server = try server()
    let yaml = await server.tctl("acl", "get", "l1")
    #expect(yaml.output.hasPrefix("kind: access_list\n"))
    #expect(await server.tctl("acl", "ls").output.contains("\n---\n"))
    for line in [["acl", "get", "l1"], ["acl", "summary"], ["acl", "users", "ls", "l1"], ["acl", "reviews", "ls", "l1"]] {
      let spoken = await Spoken.tctl(line + ["--format", "json", "--data-dir", server.folder])
      guard case .list(let items) = try JSONDecoder().decode(Value.self, from: Data(spoken.output.utf8)) else {
        Issue.record("\(line): \(spoken.output)")
        continue
      }
      #expect(items.count == 1)
    }
    let summary = await server.tctl("acl", "summary", "l1", "--format", "json")
    let read = try JSONDecoder().decode([[String: Value]].self, from: Data(summary.output.utf8))
    #expect(
      read[0].keys.sorted() == [
        "description", "grants", "last_review", "members", "name", "next_audit_date", "owners", "title",
      ])
    #expect(
      read[0]["members"]?.list?.first?["ineligible_status"] == "INELIGIBLE_STATUS_ELIGIBLE"
        && read[0]["last_review"]?["removed_members"] == .list(["nina"]))
  }

  @Test(
    "summaries are only of lists that are due, unless one is named or all are asked for",
    arguments: [
      ("acl summary", "review_only=true"), ("acl summary l1", "review_only=false"), ("acl summary --no-review-only", "review_only=false"),
      ("acl summary l1 --review-only", "review_only=true"), ("acl ls --review-only", "review_only=true"),
    ])
  func reviewOnly(line: String, expected: String) async throws {
    let server = try server()
    _ = await Spoken.tctl(line.split(separator: " ").map(String.init) + ["--data-dir", server.folder])
    #expect(server.calls.first?.target.contains(expected) == true, "\(server.calls)")
  }

  @Test(
    "every flag of what a list opens is sent under its name",
    arguments: [
      ("--node-labels", "env=a,env=b", "node_labels", .map(["env": .list(["a", "b"])])), ("--logins", "a, b", "logins", .list(["a", "b"])),
      ("--db-labels", "a=b", "db_labels", .map(["a": .list(["b"])])), ("--db-users", "a", "db_users", .list(["a"])),
      ("--db-names", "*", "db_names", .list(["*"])), ("--kubernetes-labels", "a=b", "kubernetes_labels", .map(["a": .list(["b"])])),
      ("--kubernetes-users", "a", "kubernetes_users", .list(["a"])), ("--kubernetes-groups", "a", "kubernetes_groups", .list(["a"])),
      ("--app-labels", "a=b", "app_labels", .map(["a": .list(["b"])])), ("--aws-role-arns", "a", "aws_role_arns", .list(["a"])),
      ("--azure-identities", "a", "azure_identities", .list(["a"])),
      ("--gcp-service-accounts", "a", "gcp_service_accounts", .list(["a"])), ("--mcp-tools", "a", "mcp_tools", .list(["a"])),
      ("--windows-labels", "a=b", "windows_labels", .map(["a": .list(["b"])])), ("--windows-logins", "a", "windows_logins", .list(["a"])),
      ("--github-orgs", "a", "github_orgs", .list(["a"])),
      (
        "--aws-ic-assignments", "1^p,2:q", "aws_ic_assignments",
        .list([.map(["account": "1", "permission_set": "p"]), .map(["account": "2", "permission_set": "q"])])
      ),
      ("--github-orgs", "", "github_orgs", .list([])), ("--node-labels", "", "node_labels", .map([:])),
    ] as [(String, String, String, Value)])
  func resourceFlags(flag: String, value: String, key: String, expected: Value) async throws {
    let server = try server()
    let made = await server.tctl("acl", "create", "--access-type", "standing", "--title", "T", "--owners", "o", flag, value)
    #expect(made.status == 0, "\(made.errors)")
    #expect(server.calls.last?.body[key] == expected)
    let changed = await server.tctl("acl", "update", "l1", flag, value)
    #expect(changed.status == 0, "\(changed.errors)")
    #expect(server.calls.last?.body == .map([key: expected]))
  }

  @Test(
    "every other flag of an update is sent alone: what is not said is not sent",
    arguments: [
      (["--title", "T"], "title", "T"), (["--description", ""], "description", ""),
      (["--audit-frequency", "3"], "audit_frequency", "3 months"),
      (["--audit-day", "31"], "audit_day", "last"), (["--owners", "a,b"], "owners", .list(["a", "b"])),
      (["--owner-access-lists", ""], "owner_access_lists", .list([])),
      (["--owner-required-roles", "r"], "owner_required_roles", .list(["r"])),
      (["--owner-required-traits", "a=b"], "owner_required_traits", .map(["a": .list(["b"])])),
      (["--owner-grant-roles", "r"], "owner_grant_roles", .list(["r"])),
      (["--owner-grant-traits", "a=b"], "owner_grant_traits", .map(["a": .list(["b"])])), (["--members", ""], "members", .list([])),
      (["--member-access-lists", "l"], "member_access_lists", .list(["l"])),
      (["--member-required-roles", "r"], "member_required_roles", .list(["r"])),
      (["--member-required-traits", ""], "member_required_traits", .map([:])),
      (["--member-grant-roles", "r"], "member_grant_roles", .list(["r"])),
      (["--member-grant-traits", "a=b"], "member_grant_traits", .map(["a": .list(["b"])])),
      (["--access-type", "request-based"], "access_type", "access-request"), (["--remove-access"], "remove_access", .bool(true)),
    ] as [([String], String, Value)])
  func updateFlags(flags: [String], key: String, expected: Value) async throws {
    let server = try server()
    let spoken = await Spoken.tctl(["acl", "update", "l1"] + flags + ["--data-dir", server.folder])
    #expect(spoken.status == 0, "\(spoken.errors)")
    #expect(server.calls.map(\.body) == [.map([key: expected])])
    #expect(spoken.output.contains("tctl rm roles/access-awsic-acl-preset-1") && spoken.output.contains("Members removed: max"))
  }

  @Test(
    "what does not go together is misuse, and nothing is called",
    arguments: [
      "acl update l1", "acl update l1 --title", "acl update l1 --members a --title T", "acl update l1 --member-access-lists a --logins b",
      "acl update l1 --audit-frequency 2", "acl update l1 --audit-day 30", "acl update l1 --remove-access --logins a",
      "acl update l1 --remove-access --access-type standing", "acl update l1 --access-type standing --member-grant-roles r",
      "acl update l1 --aws-ic-assignments 1", "acl update l1 --output terraform", "acl create --title T --members m",
      "acl create --title T --owners o --output hcl", "acl create --title T --owners o --github-orgs a",
      "acl create --title T --owners o --audit-frequency 5", "acl summary --format text", "acl ls extra",
      "acl users add l1 max 2027-13-01T00:00:00Z", "acl users add --kind robot l1 max", "acl reviews create", "acl rm",
    ])
  func misuse(line: String) async throws {
    let server = try PlayedServer { _ in .problem(Problem(.internalError, "not to be called")) }
    let spoken = await Spoken.tctl(line.split(separator: " ").map(String.init) + ["--data-dir", server.folder])
    #expect(spoken.status == 2 && spoken.errors.hasPrefix("ERROR: ") && spoken.output.isEmpty, "\(spoken)")
    #expect(server.calls.isEmpty)
  }

  @Test("an empty end is none, and the reason is sent beside the kind")
  func member() async throws {
    let server = try server()
    _ = await server.tctl("acl", "users", "add", "l1", "max", "", "on call")
    #expect(server.calls.last?.body == .map(["reason": "on call", "membership_kind": "MEMBERSHIP_KIND_USER"]))
    _ = await server.tctl("acl", "users", "add", "--kind", "list", "l1", "inner", "2027-01-01T00:00:00Z")
    #expect(
      server.calls.last?.body == .map(["expires": "2027-01-01T00:00:00Z", "membership_kind": "MEMBERSHIP_KIND_LIST"]))
  }

  @Test("both flags print the module, with nothing of a name or a text evaluated")
  func terraform() async throws {
    let server = try server()
    for flag in ["--output", "--iac"] {
      let spoken = await server.tctl("acl", "create", "--title", "T", "--owners", "o", flag, "terraform")
      #expect(spoken.status == 0 && spoken.output.hasPrefix("terraform {\n"), "\(spoken.errors)")
      #expect(spoken.output.contains("source  = \"terraform.releases.teleport.dev/gravitational/teleport\""))
      #expect(spoken.output.contains("addr = \"threshold.example.com:443\""))
      #expect(server.calls.last?.target == "/v1/access-list-plans")
    }
  }

  @Test(
    "texts in modules are quoted so that nothing in them is a template",
    arguments: [
      ("a", "\"a\""), ("\"\\", "\"\\\"\\\\\""), ("${a}", "\"$${a}\""), ("%{if}", "\"%%{if}\""), ("$a%", "\"$a%\""),
      ("a\nb\tc", "\"a\\nb\\tc\""), ("$${", "\"$$${\""), ("\u{202E}", "\"\\u202e\""),
    ])
  func quoting(text: String, expected: String) { #expect(HCL.text(text) == expected) }

  @Test("resource names are what Terraform takes, and told apart when something had to be replaced")
  func identifiers() {
    #expect(TerraformModule.identifier("acl-member-max") == "acl-member-max")
    let (one, other) = (TerraformModule.identifier("acl-member-a.b"), TerraformModule.identifier("acl-member-a@b"))
    #expect(one.wholeMatch(of: /acl-member-a-b_[0-9a-f]{8}/) != nil && one != other)
    #expect(TerraformModule.identifier("1").hasPrefix("r-1_"))
  }
}
