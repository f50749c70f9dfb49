import Foundation
import Testing
import ThresholdAPI
import ThresholdModel

@testable import ThresholdCLI

@Suite("tctl explain, tctl plan and --dry-run")
struct ExplanationTextTests {
  private var refused: AccessExplanation {
    var told = AccessExplanation.example
    (told.allowed, told.until, told.grounds) = (false, nil, [])
    return told
  }

  @Test("an allowed access names role, list, label, entry and what ends it first")
  func allowed() {
    var told = AccessExplanation.example
    told.grounds[0].source = ToldSource(kind: .member, list: "outer", via: ["inner"])
    told.grounds[0].ends.append(ToldEnd(what: "list `outer`", at: Moment(seconds: 1_770_000_600)))
    let text = ExplanationText(told: told).lines.joined(separator: "\n")
    #expect(text.hasPrefix("ALLOWED: max as login `ubuntu` on node web1 (3f0c…), until 2026-02-02 02:40:00 UTC"))
    for part in [
      "Through role access-standard-acl-preset-1, as a member of list outer by way of list inner",
      "label `env` is `test`, which matches `test`",
      "by the entry `{{internal.logins}}`", "ends 2026-02-02 02:40:00 UTC, when the sign-in ends",
      "then 2026-02-02 02:50:00 UTC: list `outer`",
    ] { #expect(text.contains(part), "\(part) in:\n\(text)") }
    #expect(!text.contains("tsh request create"))
  }

  @Test("a refused access names every obstacle, what is missing, what to type and who could approve")
  func refusedText() {
    var told = refused
    var text = ExplanationText(told: told).lines.joined(separator: "\n")
    for part in [
      "REFUSED: max as login `ubuntu`", "role `no-prod` denies access to `web1`", "it does not allow the login `ubuntu`",
      "is approved and would open it from", "olivia",
    ] { #expect(text.contains(part), "\(part) in:\n\(text)") }
    told.requests = []
    text = ExplanationText(told: told).lines.joined(separator: "\n")
    #expect(
      text.contains("  tsh request create --resource /main/node/3f0c… --reason WHY\nWho could approve it now:\n  olivia, as a member"))
    told.shortestRequest = nil
    told.approvers = []
    #expect(ExplanationText(told: told).lines.last == "No request of max would open it.")
  }

  @Test("text from data cannot move the terminal")
  func escaped() {
    var told = refused
    told.refusal = "\u{1B}[2J"
    told.near = [ToldNearRole(role: "a\u{202E}b", source: ToldSource(kind: .own), missing: ["\u{7}"])]
    let text = ExplanationText(told: told).lines.joined(separator: "\n")
    #expect(!text.unicodeScalars.contains { $0.isUnsafeToDisplay && $0 != "\n" })
  }

  @Test(
    "flags become accounts, and what does not go together is misuse",
    arguments: [
      ("explain --user max --login root node/web1", 0), ("explain --user max db/orders --db-user u --db-name n", 0),
      ("explain --user max --login root windows_desktop/w", 0),
      ("explain --user max kube/staging --kube-group g --kube-verb get --kube-object pods/web/front", 0),
      ("explain node/web1", 2), ("explain --user max web1", 2), ("explain --user max widget/web1", 2), ("explain --user max node/", 2),
      ("explain --user max db/orders --login root", 2), ("explain --user max node/web1 --db-user u", 2),
      ("explain --user max kube/staging --kube-verb get", 2), ("explain --user max node/web1 --kube-verb get --kube-object pods/a/b", 2),
      ("explain --user max kube/staging --kube-verb get --kube-object front", 2), ("plan", 2), ("plan --format table -f x", 2),
    ])
  func flags(_ line: String, status: Int32) async throws {
    let server = try PlayedServer { _ in .ok(AccessExplanation.example) }
    let spoken = await Spoken.tctl(line.split(separator: " ").map(String.init) + ["--data-dir", server.folder])
    #expect(spoken.status == status, "\(spoken.errors)")
    #expect(server.calls.isEmpty == (status != 0))
    guard line.contains("windows") else { return }
    #expect(server.calls.first?.body["accounts"] == .list([.map(["field": "windows_desktop_logins", "value": "root"])]))
  }

  @Test("a plan says what widens, with status 3; one that does not ends with 0", arguments: [OutputFormat.text, .json, .yaml])
  func plan(format: OutputFormat) async throws {
    var narrow = AccessPlan.example
    narrow.widens = false
    for (plan, status) in [(AccessPlan.example, ExitStatus.widens), (narrow, 0)] {
      let server = try PlayedServer { _ in .ok(plan) }
      let file = server.folder + "/role.yaml"
      try "kind: role\nversion: v8\nmetadata: {name: r}\n---\nkind: user\nmetadata: {name: u}\n".write(
        toFile: file, atomically: true, encoding: .utf8)
      let spoken = await server.tctl("plan", "-f", file, "--format", format.rawValue)
      #expect(spoken.status == status, "\(spoken.errors)")
      #expect(server.calls.first?.body["documents"]?.list?.count == 2)
      switch format {
      case .text:
        #expect(spoken.output.contains("  + max on node web1: login `ubuntu`\n  - max on node web1: login `root`"))
        #expect(spoken.output.contains(status == 0 ? "widens nobody's access" : "WIDENS access"))
      case .json: #expect(try JSONDecoder().decode(AccessPlan.self, from: Data(spoken.output.utf8)) == plan)
      case .yaml: #expect(spoken.output.contains("widens: \(status != 0)"))
      }
    }
  }

  @Test(
    "--dry-run asks for the plan and changes nothing",
    arguments: [
      "acl create --title T --owners o --dry-run", "acl update l --members u --dry-run", "acl rm l --dry-run", "rm role/r --dry-run",
      "rm access_list_member/l/u --dry-run",
    ])
  func dryRun(_ line: String) async throws {
    let server = try PlayedServer { _ in .ok(AccessPlan.example) }
    let spoken = await Spoken.tctl(line.split(separator: " ").map(String.init) + ["--data-dir", server.folder])
    #expect(spoken.status == ExitStatus.widens && server.calls.map(\.target) == ["/v1/plan"], "\(spoken.errors)")
    let key = line.hasPrefix("acl create") ? "lists" : line.hasPrefix("acl update") ? "list_updates" : "deletions"
    #expect(server.calls.first?.body[key]?.list?.count == 1)
    if line.contains("access_list_member") {
      #expect(server.calls.first?.body["deletions"]?.list?.first == .map(["kind": "access_list_member", "name": "u", "parent": "l"]))
    }
  }
}
