import Foundation
import Testing
import ThresholdModel
import ThresholdService

@testable import ThresholdServer

@Suite("Webhooks in the configuration")
struct WebhookSettingsTests {
  private func read(_ webhooks: String) throws(ConfigurationErrors) -> [WebhookSetting] {
    try ServerConfiguration.read(text: "notifications:\n  webhooks:\n\(webhooks)", named: "file").webhooks
  }

  @Test("every key is read, and what is left out has its default")
  func everything() throws {
    let found = try read(
      """
          - name: ops
            url: https://hooks.example/x
            secret_file: /etc/secret
            kinds: [access-request-pending, access-list-review-due-0d]
          - {name: chat, url_file: /etc/url, format: slack}
      """)
    #expect(found.map(\.name) == ["ops", "chat"])
    #expect(found[0].url == (try WebhookURL("https://hooks.example/x")))
    #expect(found[0].secretFile == "/etc/secret")
    #expect(found[0].format == .json)
    #expect(found[0].kinds == [.requestPending, .reviewDueNow])
    #expect(found[1].urlFile == "/etc/url")
    #expect(found[1].format == .slack)
    #expect(found[1].kinds == nil)
    #expect(try ServerConfiguration.read(text: "notifications:\n  webhooks: []", named: "file").webhooks.isEmpty)
    #expect(try ServerConfiguration.read(text: "notifications:\n  webhooks:\n", named: "file").webhooks.isEmpty)
  }

  @Test(
    "what is wrong is said without showing an address",
    arguments: [
      ("    - {url: https://a/x, secret_file: s}", "a webhook needs a name"),
      ("    - {name: a, secret_file: s}", "needs `url` or `url_file`"),
      ("    - {name: a, url: https://h/SECRET, url_file: f, secret_file: s}", "needs `url` or `url_file`"),
      ("    - {name: a, url: https://h/SECRET}", "has no secret to sign with"),
      ("    - {name: a, url: http://h/SECRET, secret_file: s}", "over HTTPS"),
      ("    - {name: a, url: https://u:SECRET@h/, secret_file: s}", "is not a URL"),
      ("    - {name: a, url: https://h/SECRET, secret_file: s, format: xml}", "neither json nor slack"),
      ("    - {name: a, url: https://h/SECRET, secret_file: s, kinds: [nonsense]}", "`nonsense` is not a kind"),
      ("    - {name: a, url: https://h/SECRET, secret_file: s, colour: red}", "`colour` is not a key of a webhook"),
      ("    - {name: a b, url: https://h/SECRET, secret_file: s}", "cannot be a resource name"),
      ("    - {name: [a], url: https://h/SECRET, secret_file: s}", "takes one value"),
      ("    - just text", "takes a list of maps"), ("    - {name: a, url: {x: y}}", "takes a value or a list of values"),
      (
        "    - {name: a, url: https://h/1, secret_file: s}\n    - {name: a, url: https://h/2, secret_file: s}", "two webhooks are named `a`"
      ),
    ])
  func bad(text: String, expected: String) {
    let errors = #expect(throws: ConfigurationErrors.self) { _ = try read(text) }
    #expect(errors?.description.contains(expected) == true, "\(errors?.description ?? "")")
    #expect(errors?.description.contains("SECRET") == false)
  }

  @Test("secrets come from files that not everybody may read")
  func files() throws {
    let folder = NSTemporaryDirectory() + "threshold-webhooks-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func write(_ text: String, _ name: String, mode: Int) throws -> String {
      let file = "\(folder)/\(name)"
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
      return file
    }
    let url = try write("https://hooks.example/T0\n", "url", mode: 0o600)
    let secret = try write("0123456789abcdef\n", "secret", mode: 0o640)
    let target = try #require(try read("    - {name: a, url_file: \(url), secret_file: \(secret)}").first).target()
    #expect(target.url == (try WebhookURL("https://hooks.example/T0")))
    #expect(target.secret == (try WebhookSecret(Array("0123456789abcdef".utf8))))
    for (file, text) in [("open", "0123456789abcdef"), ("short", "0123456789abcde"), ("large", String(repeating: "x", count: 5000))] {
      let path = try write(text, file, mode: file == "open" ? 0o644 : 0o600)
      let setting = try #require(try read("    - {name: a, url: 'https://h/', secret_file: \(path)}").first)
      #expect(throws: Problem.self) { _ = try setting.target() }
    }
    let missing = try #require(try read("    - {name: a, url: 'https://h/', secret_file: \(folder)/none}").first)
    #expect(throws: Problem.self) { _ = try missing.target() }
  }
}
