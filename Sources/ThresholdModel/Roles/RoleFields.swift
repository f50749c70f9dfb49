/// The field table of roles: both sides have the same fields.
enum RoleFields {
  static let all: [Field] = options + side("spec.allow", "allowed") + side("spec.deny", "denied, whatever else allows it")

  private static let options: [Field] = [
    Field("spec.options", .object, "how holders' sessions behave"),
    option("max_session_ttl", .signedDuration, "the longest sign-in; default 30h, the smallest over all roles counts"),
    option("client_idle_timeout", .signedDuration, "how long a connection may be idle; the smallest positive counts"),
    option("disconnect_expired_cert", .bool, "accepted; connections always end with the sign-in here"),
    option("max_sessions", .integer, "session channels on one SSH connection; the smallest non-zero counts"),
    option("max_connections", .integer, "SSH connections of one user at once; the smallest non-zero counts"),
    option("max_kubernetes_connections", .integer, "connections of one user to Kubernetes clusters at once"),
    option("forward_agent", .bool, "whether the SSH agent may be forwarded"),
    option("permit_x11_forwarding", .bool, "whether X11 may be forwarded"),
    option("ssh_file_copy", .bool, "whether files may be copied; one `false` forbids it"),
    option("ssh_port_forwarding", .object, "port forwarding, each direction by itself"),
    option("ssh_port_forwarding.local", .object, "from the client through the server"),
    option("ssh_port_forwarding.local.enabled", .bool, "an explicit `false` wins"),
    option("ssh_port_forwarding.remote", .object, "from the server through the client"),
    option("ssh_port_forwarding.remote.enabled", .bool, "an explicit `false` wins"),
    option("port_forwarding", .bool, "the older option for both directions"),
    option("record_session", .object, "how strictly sessions are recorded"),
    option("record_session.default", .text, "best_effort or strict"),
    option("record_session.ssh", .text, "best_effort or strict"),
    option("record_session.desktop", .bool, "whether desktops are recorded"),
    option("enhanced_recording", .texts, "command, disk, network"),
    option("desktop_clipboard", .bool, "whether the clipboard is shared with desktops"),
    option("desktop_directory_sharing", .bool, "whether directories are shared with desktops"),
    option("create_desktop_user", .bool, "whether accounts are made on desktops"),
    option("create_host_user", .bool, "the older form of create_host_user_mode: keep"),
    option("create_host_user_mode", .scalar, "off, keep, insecure-drop: whether accounts are made on servers"),
    option("create_host_user_default_shell", .text, "the shell of such accounts"),
    option("create_db_user", .bool, "the older form of create_db_user_mode: keep"),
    option("create_db_user_mode", .scalar, "off, keep, best_effort_drop: whether accounts are made in databases"),
    option("require_session_mfa", .scalar, "off, session, hardware_key, hardware_key_touch and their PIN forms"),
    option("mfa_verification_interval", .signedDuration, "how often the second factor is asked again"),
    option("device_trust_mode", .scalar, "off, optional, required"),
    option("lock", .text, "strict or best_effort"),
    option("pin_source_ip", .bool, "whether access is tied to the address that signed in"),
    option("cert_extensions", .objects, "extensions put into SSH certificates"),
    option("cert_extensions[].type", .scalar, "ssh"),
    option("cert_extensions[].mode", .scalar, "extension"),
    option("cert_extensions[].name", .text, "the extension's name"),
    option("cert_extensions[].value", .text, "the extension's value; takes a template"),
    option("cert_format", .text, "standard or oldssh"),
    option("request_access", .text, "optional, always, reason: whether signing in asks for access"),
    option("request_prompt", .text, "shown when somebody asks for access"),
    option("idp", .object, "identity providers"),
    option("idp.saml", .object, "the SAML identity provider"),
    option("idp.saml.enabled", .bool, "whether it may be used; roles up to v7"),
    Field("spec.options.create_db_user_roles", .texts, owner: .server, "never used"),
  ]

  private static func option(_ name: String, _ shape: Field.Shape, _ about: String) -> Field {
    Field("spec.options.\(name)", shape, limit: shape == .text ? 1000 : 50, about)
  }

  private static func side(_ path: String, _ meaning: String) -> [Field] {
    [
      Field(path, .object, "what is \(meaning)"),
      Field("\(path).namespaces", .texts, owner: .server, "always `default`"),
    ]
      + LabelField.allCases.flatMap { field in
        [
          Field("\(path).\(field.rawValue)", .selectors, limit: 100, "by label: what is \(meaning)"),
          Field("\(path).\(field.expression)", .text, "by an expression over labels and traits: what is \(meaning)"),
        ]
      }
      + PrincipalField.allCases.filter { $0 != .mcpTools }.map {
        Field("\(path).\($0.rawValue)", .texts, limit: 500, "accounts: what is \(meaning)")
      }
      + targets(path) + KubernetesResource.fields(at: "\(path).kubernetes_resources") + requests(path) + administration(path)
  }

  private static func targets(_ path: String) -> [Field] {
    [
      Field("\(path).mcp", .object, "MCP servers"),
      Field("\(path).mcp.tools", .texts, limit: 500, "their tools: text, globs or ^…$"),
      Field("\(path).db_permissions", .objects, limit: 100, "what automatic database users may do"),
      Field("\(path).db_permissions[].match", .selectors, limit: 100, "labels of the objects"),
      Field("\(path).db_permissions[].permissions", .texts, limit: 50, "for example SELECT"),
      Field("\(path).github_permissions", .objects, limit: 100, "GitHub organisations"),
      Field("\(path).github_permissions[].orgs", .texts, limit: 100, "names, globs or ^…$"),
      Field("\(path).account_assignments", .objects, limit: 500, "permission sets of AWS Identity Center"),
      Field("\(path).account_assignments[].account", .text, limit: 300, "the account"),
      Field("\(path).account_assignments[].permission_set", .text, limit: 1000, "the permission set's ARN"),
      Field("\(path).spiffe", .objects, limit: 100, "workload identities, older form"),
      Field("\(path).spiffe[].path", .text, limit: 1000, "starts with / or is ^…$"),
      Field("\(path).spiffe[].dns_sans", .texts, limit: 100, "names"),
      Field("\(path).spiffe[].ip_sans", .texts, limit: 100, "CIDR ranges"),
    ]
  }

  private static func requests(_ path: String) -> [Field] {
    [
      Field("\(path).request", .object, "what may be requested"),
      Field("\(path).request.roles", .texts, limit: 200, "roles, or patterns of them, that may be requested"),
      Field("\(path).request.search_as_roles", .texts, limit: 200, "roles through which resources may be found and requested"),
      Field("\(path).request.thresholds", .objects, limit: 50, "how many reviews decide"),
      Field("\(path).request.thresholds[].name", .text, limit: 200, "shown with the request"),
      Field("\(path).request.thresholds[].filter", .text, "which reviews count"),
      Field("\(path).request.thresholds[].approve", .integer, "approvals that approve; 0 never does"),
      Field("\(path).request.thresholds[].deny", .integer, "denials that deny; 0 never does"),
      Field("\(path).request.suggested_reviewers", .texts, limit: 100, "who is told when a request names nobody"),
      Field("\(path).request.annotations", .selectors, limit: 100, "attached to requests; values take templates"),
      Field("\(path).request.max_duration", .signedDuration, "how long access may last, at most 14 days"),
      Field("\(path).request.reason", .object, "whether a reason is needed"),
      Field("\(path).request.reason.mode", .text, limit: 100, "required or optional"),
      Field("\(path).request.reason.prompt", .text, limit: 1000, "shown when somebody asks"),
      Field("\(path).review_requests", .object, "which requests may be reviewed"),
      Field("\(path).review_requests.roles", .texts, limit: 200, "roles, or patterns of them, that reviewed requests are for"),
      Field("\(path).review_requests.preview_as_roles", .texts, limit: 200, "roles as which requested resources may be looked at"),
      Field("\(path).review_requests.where", .text, "for which requests and reviewers the block counts"),
    ] + RequestKubernetesResource.fields(at: "\(path).request.kubernetes_resources")
      + claims("\(path).request.claims_to_roles") + claims("\(path).review_requests.claims_to_roles")
      + Field.notYet(["\(path).review_requests.submit_for_users"])
  }

  private static func claims(_ path: String) -> [Field] {
    [
      Field(path, .objects, limit: 100, "roles that follow from traits"),
      Field("\(path)[].claim", .text, limit: 200, "the trait"),
      Field("\(path)[].value", .text, limit: 500, "text, a glob or ^…$"),
      Field("\(path)[].roles", .texts, limit: 100, "the roles, or patterns of them"),
    ]
  }

  private static func administration(_ path: String) -> [Field] {
    [
      Field("\(path).rules", .objects, limit: 200, "rights on kinds of documents"),
      Field("\(path).rules[].resources", .texts, limit: 100, "kinds, or `*`"),
      Field("\(path).rules[].verbs", .texts, limit: 20, "verbs, or `*`"),
      Field("\(path).rules[].where", .text, "when the rule counts"),
      Field("\(path).rules[].actions", .texts, limit: 10, "only log(…)"),
      Field("\(path).impersonate", .object, "as whom holders may act"),
      Field("\(path).impersonate.users", .texts, limit: 200, "users: text, globs or ^…$"),
      Field("\(path).impersonate.roles", .texts, limit: 200, "roles: text, globs or ^…$"),
      Field("\(path).impersonate.where", .text, "when it counts; allow side only"),
      Field("\(path).join_sessions", .objects, limit: 50, "whose sessions may be joined"),
      Field("\(path).join_sessions[].name", .text, limit: 200, "shown"),
      Field("\(path).join_sessions[].roles", .texts, limit: 100, "roles of the session's owner"),
      Field("\(path).join_sessions[].kinds", .texts, limit: 10, "ssh, k8s"),
      Field("\(path).join_sessions[].modes", .texts, limit: 10, "observer, moderator, peer"),
      Field("\(path).require_session_join", .objects, limit: 50, "who must be present in sessions"),
      Field("\(path).require_session_join[].name", .text, limit: 200, "shown"),
      Field("\(path).require_session_join[].filter", .text, "which people count"),
      Field("\(path).require_session_join[].kinds", .texts, limit: 10, "ssh, k8s"),
      Field("\(path).require_session_join[].count", .integer, "how many"),
      Field("\(path).require_session_join[].modes", .texts, limit: 10, "observer, moderator, peer"),
      Field("\(path).require_session_join[].on_leave", .text, limit: 100, "terminate or pause"),
    ]
  }
}
