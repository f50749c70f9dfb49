extension AccessRequestSpec {
  /// Requests are written through their own calls only, never as documents; the table serves reading.
  public static let fields = FieldTable(
    kind: "access_request", versions: ["v3"],
    fields: [
      Field("spec.user", .text, owner: .server, "who asks"),
      Field("spec.roles", .texts, owner: .server, "roles that the request adds: for its resources, or everywhere when it names none"),
      Field("spec.original_roles", .texts, owner: .server, "roles as asked for, when only a part of them was approved"),
      Field("spec.resource_ids", .objects, owner: .server, "what is asked for; nothing for a request for roles"),
      Field("spec.state", .integer, owner: .server, "1 pending, 2 approved, 3 denied, 4 promoted, 5 ended early, 6 expired"),
      Field("spec.request_kind", .integer, owner: .server, "0 undefined, 1 short-term (access), 2 long-term (a place on a list)"),
      Field("spec.created", .time, owner: .server, "when it was asked"),
      Field("spec.expires", .time, owner: .server, "access expiry: nothing outlives it"),
      Field("spec.expiry", .time, owner: .server, "until when the record is open"),
      Field("spec.max_duration", .time, owner: .server, "the same as `expires`"),
      Field("spec.session_ttl", .time, owner: .server, "the longest use by one sign-in, from `created`"),
      Field("spec.assume_start_time", .time, owner: .server, "the earliest use"),
      Field("spec.request_reason", .text, owner: .server, "why, by the requester"),
      Field("spec.resolve_reason", .text, owner: .server, "why, by whoever decided"),
      Field("spec.system_annotations", .open, owner: .server, "what the requester's roles attach: names to lists of values"),
      Field("spec.resolve_annotations", .open, owner: .server, "what whoever bypassed the reviews attached"),
      Field("spec.thresholds", .objects, owner: .server, "how many reviews decide, each with its filter"),
      Field("spec.rtm", .open, owner: .server, "role to sets of places in `thresholds`: one of each set must pass"),
      Field("spec.reviews", .objects, owner: .server, "the reviews"),
      Field("spec.suggested_reviewers", .texts, owner: .server, "who can approve"),
      Field("spec.login_hint", .text, owner: .server, "as whom the requester means to log in"),
      Field("spec.promotions", .texts, owner: .server, "lists of which the requester can be made a member instead"),
      Field("spec.access_list", .object, owner: .server, "the list that a promoted request led to: `name`, `title`"),
      Field("spec.dry_run", .bool, owner: .server, "whether this only says what would be, and is stored nowhere"),
      Field("spec.dry_run_enrichment", .open, owner: .server, "for dialogs, with dry runs: reason mode, prompts, lists that would do"),
      Field("spec.override", .object, owner: .server, "who bypassed the reviews, and why"),
      Field("spec.ended", .object, owner: .server, "who ended it early, and why"),
    ])
}
