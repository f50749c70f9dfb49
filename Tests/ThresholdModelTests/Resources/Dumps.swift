import Foundation
import Testing
import ThresholdModel

/// Documents as another cluster prints them, one or more of every kind.
struct Dump: CustomTestStringConvertible, Sendable {
  let kind: String
  let text: String
  /// Fields that are the other server's own: accepted and dropped.
  let dropped: Set<String>

  var testDescription: String { kind }

  var value: Value {
    get throws { try JSONDecoder().decode(Value.self, from: Data(text.utf8)) }
  }

  /// What is expected to come out: all but the dropped fields.
  var kept: Value {
    get throws { Self.without(dropped.union(["metadata.namespace", "metadata.id", "status"]), try value, at: "") }
  }

  private static func without(_ paths: Set<String>, _ value: Value, at parent: String) -> Value {
    guard case .map(let entries) = value else { return value }
    var rest: [String: Value] = [:]
    for (key, item) in entries {
      let path = parent.isEmpty ? key : "\(parent).\(key)"
      if paths.contains(path) || item == .null { continue }
      rest[key] = without(paths, item, at: path)
    }
    return .map(rest)
  }

  init(_ kind: String, _ text: String, dropping dropped: Set<String> = []) {
    self.kind = kind
    self.text = text
    self.dropped = dropped
  }

  static let resources: [Dump] = [
    Dump(
      "node",
      """
      {"kind":"node","version":"v2","metadata":{"id":12,"namespace":"default","name":"3f0c6b1e-52a4-4e7c-9d5a-0d6f1c2b3a4d",
       "labels":{"env":"test","teleport.internal/resource-id":"9a"},"expires":"2027-02-01T08:00:00Z","revision":"b1"},
       "spec":{"addr":"","hostname":"web-1","host_keys":[],"gateway_addresses":[],"use_tunnel":true,"version":"18.1.0",
       "public_addrs":["web.example.com:3022"],"rotation":{"current_id":""},
       "cmd_labels":{"kernel":{"command":["/usr/bin/uname","-r"],"period":"1h0m0s","result":"6.1"}},
       "cloud_metadata":{"aws":{"account_id":"123456789012","instance_id":"i-1"}}}}
      """, dropping: ["spec.rotation", "spec.cmd_labels.kernel.result"]),
    Dump(
      "node",
      """
      {"kind":"node","sub_kind":"openssh","version":"v2","metadata":{"name":"3f0c6b1e-52a4-4e7c-9d5a-0d6f1c2b3a4d"},
       "spec":{"addr":"10.0.0.5:22","hostname":"db-1","host_keys":["ssh-ed25519 AAAA"],"gateway_addresses":["10.0.0.1"]}}
      """),
    Dump(
      "db",
      """
      {"kind":"db","version":"v3","metadata":{"name":"orders","description":"all orders","labels":{"env":"prod"}},
       "spec":{"protocol":"postgres","uri":"orders.abc.us-east-1.rds.amazonaws.com:5432","ca_cert":"-----BEGIN\\nAA\\n",
       "admin_user":{"name":"admin","default_database":"postgres"},"tls":{"mode":0},"mysql":{},
       "dynamic_labels":{"up":{"command":["/bin/up"],"period":"1m0s"}},
       "aws":{"region":"us-east-1","account_id":"123456789012","rds":{"instance_id":"orders","iam_auth":true}},
       "gcp":{},"azure":{}},"status":{"mysql":{}}}
      """),
    Dump(
      "kube_cluster",
      """
      {"kind":"kube_cluster","version":"v3","metadata":{"name":"eks-1","labels":{"region":"eu"}},
       "spec":{"kubeconfig":"YXBpVmVyc2lvbjogdjE=","aws":{"region":"eu-west-1","name":"eks-1"},"azure":{},"gcp":{}}}
      """, dropping: ["spec.kubeconfig"]),
    Dump(
      "app",
      """
      {"kind":"app","version":"v3","metadata":{"name":"grafana"},"spec":{"uri":"http://127.0.0.1:3000","public_addr":"g.example.com",
       "insecure_skip_verify":false,"rewrite":{"redirect":["localhost"],"headers":[{"name":"X-Env","value":"prod"}]}}}
      """),
    Dump(
      "app",
      """
      {"kind":"app","version":"v3","metadata":{"name":"tools"},"spec":{"uri":"mcp+stdio://",
       "mcp":{"command":"docker","args":["run","-i","tools"],"run_as_host_user":"docker"}}}
      """),
    Dump(
      "app",
      """
      {"kind":"app","version":"v3","metadata":{"name":"ports"},
       "spec":{"uri":"tcp://localhost","tcp_ports":[{"port":80,"end_port":0},{"port":8000,"end_port":8010}]}}
      """),
    Dump(
      "windows_desktop",
      """
      {"kind":"windows_desktop","version":"v3","metadata":{"name":"win-1","labels":{"teleport.dev/ad":"false"}},
       "spec":{"addr":"10.0.0.7:3389","non_ad":true,"host_id":"agent","screen_size":{"width":800,"height":600}}}
      """),
    Dump(
      "git_server",
      """
      {"kind":"git_server","sub_kind":"github","version":"v2","metadata":{"name":"6c1b0f5e-0000-4000-8000-000000000001"},
       "spec":{"hostname":"acme.github-org","github":{"organization":"acme","integration":"acme-github"}}}
      """),
    Dump(
      "user_group",
      """
      {"kind":"user_group","version":"v1","metadata":{"name":"00g1a2b3","description":"Engineering",
       "labels":{"teleport.dev/origin":"okta"}},"spec":{"applications":["grafana","wiki"]}}
      """),
    Dump(
      "aws_ic_account",
      """
      {"kind":"aws_ic_account","version":"v1","metadata":{"name":"ic-123456789012"},"spec":{"id":"123456789012","name":"Production",
       "arn":"arn:aws:organizations::1:account/o-1/123456789012","description":"","is_organization_owner":false,
       "permission_set_info":[{"arn":"arn:aws:sso:::permissionSet/ssoins-1/ps-1","name":"Admin"}]},"status":{}}
      """),
    Dump(
      "aws_ic_account_assignment",
      """
      {"kind":"aws_ic_account_assignment","version":"v1","metadata":{"name":"123456789012--Admin"},
       "spec":{"display":"Admin on Production","account_id":"123456789012","account_name":"Production",
       "permission_set":{"arn":"arn:aws:sso:::permissionSet/ssoins-1/ps-1","name":"Admin","role":""}}}
      """, dropping: ["spec.permission_set.role"]),
    Dump(
      "saml_idp_service_provider",
      """
      {"kind":"saml_idp_service_provider","version":"v1","metadata":{"name":"wiki"},
       "spec":{"entity_id":"https://wiki","acs_url":"https://wiki/acs","entity_descriptor":"<xml>\\n</xml>","relay_state":"",
       "attribute_mapping":[{"name":"mail","value":"user.spec.traits.mail"}],"launch_urls":[]}}
      """),
    Dump(
      "remote_cluster",
      """
      {"kind":"remote_cluster","version":"v3","metadata":{"name":"leaf.example.com","labels":{"env":"leaf"}},
       "status":{"connection":"online","last_heartbeat":"2027-01-01T00:00:00Z"}}
      """),
    Dump(
      "workload_identity",
      """
      {"kind":"workload_identity","version":"v1","metadata":{"name":"payments","labels":{"env":"prod"}},
       "spec":{"rules":{"allow":[{"conditions":[{"attribute":"join.gitlab.namespace_path","eq":{"value":"acme"}}]}]},
       "spiffe":{"id":"/svc/payments","hint":"pay","x509":{"dns_sans":["pay.example.com"]}}}}
      """),
    Dump(
      "db_service",
      """
      {"kind":"db_service","version":"v1","metadata":{"name":"6c1b0f5e-0000-4000-8000-000000000002"},
       "spec":{"hostname":"agent-1","resources":[{"labels":{"*":"*"},"aws":{}}]}}
      """),
  ]
}
