import ThresholdCLI
import ThresholdServer

/// Says, loudly, what the development mode is, and how to go on from here.
struct DevelopmentNotice {
  let configuration: ServerConfiguration
  let pins: [String]

  func show() {
    for line in lines { Terminal.current.note(line) }
  }

  var lines: [String] {
    let data = configuration.dataDirectory
    let proxy = "\(configuration.reachedAt)"
    return [
      "",
      "************************************************************************",
      "*  DEVELOPMENT MODE: for trying out only, never for anything that      *",
      "*  matters. Loopback addresses may be dialled, the key lies beside     *",
      "*  the data, and nobody needs a second factor.                         *",
      "************************************************************************",
      "",
      "  The server:    https://\(proxy)",
      "  Its CA:        curl --cacert \(data)/ca.pem https://\(proxy)/v1/webapi/ping",
    ] + pins.map { "  Its pin:       \($0)" } + [
      "  A first user:  tctl --data-dir \(data) users add alice --roles editor,access",
      "  Sign in:       tsh login --proxy \(proxy) --user alice --ca-pin \(pins.first ?? "")",
      "  A server:      tctl --data-dir \(data) tokens add --type node --labels env=test",
      "",
    ]
  }
}
