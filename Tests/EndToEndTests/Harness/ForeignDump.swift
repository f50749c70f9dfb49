/// What `tctl get` of another cluster prints, in its shape: with everything that only its server writes.
enum ForeignDump {
  static let yaml = """
    kind: role
    metadata:
      description: Databases of the shop
      labels:
        team: data
      name: shop-dba
      namespace: default
      revision: 0d6f1c2b-3a4d-4e7c-9d5a-3f0c6b1e52a4
    spec:
      allow:
        db_labels:
          env:
          - test
          - 'dev'
        db_names:
        - '*'
        db_users:
        - '{{internal.db_users}}'
        impersonate:
          roles: null
        kubernetes_resources: []
        logins: []
        node_labels: {}
        request:
          search_as_roles:
          - shop-admin
      deny: {}
      options:
        cert_format: standard
        create_host_user: false
        desktop_clipboard: true
        desktop_directory_sharing: true
        enhanced_recording:
        - command
        - network
        forward_agent: false
        idp:
          saml:
            enabled: true
        max_session_ttl: 30h0m0s
        pin_source_ip: false
        record_session:
          default: best_effort
          desktop: true
        ssh_file_copy: true
    version: v7
    ---
    kind: role
    metadata:
      name: shop-admin
      revision: 7c1b6f1e-0000-4e7c-9d5a-3f0c6b1e52a4
    spec:
      allow:
        node_labels:
          env: prod
        logins: [root]
      deny:
        logins: null
    version: v7
    ---
    kind: user
    metadata:
      name: priya@example.com
      expires: "0001-01-01T00:00:00Z"
      revision: aa11
    spec:
      created_by:
        time: "2026-01-31T08:00:00Z"
        user:
          name: admin
      expires: "0001-01-01T00:00:00Z"
      roles:
      - shop-dba
      status:
        is_locked: false
        lock_expires: "0001-01-01T00:00:00Z"
        locked_time: "0001-01-01T00:00:00Z"
        recovery_attempt_lock_expires: "0001-01-01T00:00:00Z"
      traits:
        db_users:
        - reader
        kubernetes_groups: null
        logins:
        - priya
    version: v2
    ---
    kind: access_list
    metadata:
      id: 12
      name: shop-databases
      revision: bb22
    spec:
      audit:
        next_audit_date: "2090-02-01T00:00:00Z"
        notifications:
          start: 336h0m0s
        recurrence:
          day_of_month: "1"
          frequency: 6months
      description: ""
      grants:
        roles:
        - shop-dba
        traits: {}
      membership_requires:
        roles: []
        traits: {}
      owner_grants: {}
      owners:
      - description: ""
        ineligible_status: INELIGIBLE_STATUS_ELIGIBLE
        membership_kind: MEMBERSHIP_KIND_USER
        name: priya@example.com
        title: ""
      ownership_requires: {}
      title: Databases of the shop
    status:
      member_count: 1
      member_list_count: 0
    version: v1
    ---
    kind: access_list_member
    metadata:
      name: priya@example.com
      revision: cc33
    spec:
      access_list: shop-databases
      added_by: admin
      expires: "0001-01-01T00:00:00Z"
      ineligible_status: ""
      joined: "2026-01-31T08:00:00Z"
      membership_kind: MEMBERSHIP_KIND_USER
      name: priya@example.com
      reason: on call
      title: ""
    version: v1
    ---
    kind: lock
    metadata:
      name: 5f9c1f6e-52a4-4e7c-9d5a-0d6f1c2b3a4d
      revision: dd44
    spec:
      created_at: "2026-01-31T08:00:00Z"
      created_by: admin
      message: stolen laptop
      target:
        mfa_device: 1c0f
    version: v2
    ---
    kind: db
    metadata:
      description: all orders
      labels:
        env: test
        teleport.dev/origin: dynamic
      name: orders
      namespace: default
      revision: ee55
    spec:
      ad: {}
      admin_user:
        name: ""
      aws:
        elasticache: {}
        iam_policy_status: IAM_POLICY_STATUS_UNSPECIFIED
        rds: {}
        redshift: {}
      azure: {}
      gcp: {}
      mysql: {}
      oracle: {}
      protocol: postgres
      tls:
        mode: 0
      uri: orders.internal:5432
    status:
      aws: {}
    version: v3
    """
}
