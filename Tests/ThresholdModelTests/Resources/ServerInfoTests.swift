import Testing
import ThresholdModel

@Suite("Labels beside a document")
struct ServerInfoTests {
  @Test("labels of a server info get their prefix once")
  func labels() {
    let info = ServerInfo(of: "3f0c", newLabels: ["team": "a", "dynamic/env": "prod"])
    #expect(info.metadata.name == "si-3f0c")
    #expect(info.server == "3f0c")
    #expect(info.labels == ["dynamic/team": "a", "dynamic/env": "prod"])
  }

  @Test("a server info of another name is of no server", arguments: ["3f0c", "SI-3f0c", ""])
  func foreign(name: String) {
    #expect(ServerInfo(version: "v1", metadata: Metadata(name: name), spec: ServerInfoSpec()).server == nil)
  }

  @Test("a dump of a server info goes in")
  func dump() throws {
    let dump = Dump("server_info", #"{"kind":"server_info","version":"v1","metadata":{"name":"si-3f0c"},"spec":{"new_labels":{"a":"b"}}}"#)
    #expect(try ServerInfo(reading: dump.value).spec.newLabels == ["a": "b"])
  }

  @Test("listings leave out hidden labels and bookkeeping, and nothing else")
  func shown() {
    let labels = [
      "env": "a", "teleport.dev/origin": "dynamic", "teleport.internal/id": "1", "teleport.hidden/x": "y", "dynamic/z": "1",
      "my.teleport.hidden/x": "1",
    ]
    #expect(Set(Labels.shown(labels).keys) == ["env", "teleport.dev/origin", "dynamic/z", "my.teleport.hidden/x"])
  }

  @Test("labels by command are kept with their period; what an agent found is dropped")
  func dynamicLabels() throws {
    let dump = Dump.resources[0]
    let server = try Server(reading: dump.value)
    #expect(server.spec.commandLabels == ["kernel": DynamicLabel(command: ["/usr/bin/uname", "-r"], period: .hours(1))])
  }
}
