public import ThresholdModel

/// Every call of the API. `/v1/watch` (server-sent events) and the exports of authorities (plain text)
/// stand in ``Streams``, since they carry no JSON.
public enum Endpoints {
  // Signing in
  public static let find = Endpoint<Empty, FindAnswer>(.get, "/v1/webapi/find", .anyone, "Says what the cluster is, for discovery.")
  public static let ping = Endpoint<Empty, FindAnswer>(.get, "/v1/webapi/ping", .anyone, "Says what the cluster is and how people sign in.")
  public static let signIn = Endpoint<SignInBody, SignInAnswer>(.post, "/v1/sign-ins", .anyone, "Signs a person in by password.")
  public static let signIns = Endpoint<Empty, SignInsAnswer>(
    .get, "/v1/sign-ins", .caller, query: ["user"], "Lists one's own sign-ins, or with the right to read users anybody's.")
  public static let endSignIn = Endpoint<Empty, Empty>(
    .delete, "/v1/sign-ins/:id", .caller, "Ends a sign-in and cuts what it holds open; `current` names the caller's own.")
  public static let status = Endpoint<Empty, StatusAnswer>(
    .get, "/v1/sign-ins/current", .person, "Says who is signed in, with what, until when.")
  public static let assume = Endpoint<RequestIDsBody, StatusAnswer>(
    .post, "/v1/sign-ins/current/assumed", .person, "Makes approved requests count for this sign-in.")
  public static let drop = Endpoint<RequestIDsBody, StatusAnswer>(
    .post, "/v1/sign-ins/current/dropped", .person, "Makes requests, or all with `*`, no longer count for this sign-in.")

  // Arranging
  public static let cluster = Endpoint<Empty, ClusterAnswer>(.get, "/v1/cluster", .caller, "Says how the cluster is, for operators.")
  public static let addUser = Endpoint<AddUserBody, DocumentAnswer>(.post, "/v1/users", .caller, "Makes a user with a password.")
  public static let setPassword = Endpoint<PasswordBody, Empty>(
    .put, "/v1/users/:user/password", .caller, "Sets a user's password and ends the user's sign-ins.")
  public static let documents = Endpoint<Empty, DocumentsAnswer>(
    .get, "/v1/documents/:kind", .caller, query: ["parent"], "Lists the documents of a kind; members need `parent`, their list.")
  public static let document = Endpoint<Empty, DocumentAnswer>(
    .get, "/v1/documents/:kind/:name", .caller, query: ["parent"], "Gets one document.")
  public static let writeDocument = Endpoint<DocumentBody, DocumentAnswer>(
    .post, "/v1/documents", .caller, "Creates or replaces a document.")
  public static let writeDocuments = Endpoint<DocumentsBody, WrittenAnswer>(
    .post, "/v1/changes", .caller,
    "Writes several documents as one change, in any order, all of them or none; problems name the document: `documents[2].spec.title`.")
  public static let deleteDocument = Endpoint<Empty, Empty>(
    .delete, "/v1/documents/:kind/:name", .caller, query: ["parent", "revision"], "Deletes a document.")
  public static let createList = Endpoint<CreateListBody, CreateListAnswer>(
    .post, "/v1/access-lists", .caller, "Makes an access list, with its members and, when guided, its roles, as one change.")
  public static let planList = Endpoint<CreateListBody, PlanListAnswer>(
    .post, "/v1/access-list-plans", .caller, "Says what making an access list as code takes, and makes nothing.")
  public static let lists = Endpoint<Empty, ListsAnswer>(
    .get, "/v1/access-lists", .caller, query: ["review_only", "page_token", "page_size"],
    "Lists the access lists that one may see; `review_only=true` only those due within two weeks or overdue.")
  public static let listSummaries = Endpoint<Empty, ListSummariesAnswer>(
    .get, "/v1/access-list-summaries", .caller, query: ["list", "review_only"],
    "Shows access lists with their members and last reviews; `list` names one.")
  public static let updateList = Endpoint<UpdateListBody, UpdateListAnswer>(
    .post, "/v1/access-lists/:list", .caller, "Changes an access list: each field that is given is replaced whole.")
  public static let deleteList = Endpoint<Empty, DeleteListAnswer>(
    .delete, "/v1/access-lists/:list", .caller, "Deletes a list with its members.")
  public static let members = Endpoint<Empty, MembersAnswer>(
    .get, "/v1/access-lists/:list/members", .caller, query: ["page_token", "page_size"], "Lists the members of a list.")
  public static let reviewList = Endpoint<ReviewListBody, ReviewListAnswer>(
    .post, "/v1/access-lists/:list/reviews", .person, "Reviews a list.")
  public static let listReviews = Endpoint<Empty, ListReviewsAnswer>(
    .get, "/v1/access-lists/:list/reviews", .caller, query: ["page_token", "page_size"], "Lists the reviews of a list, newest first.")
  public static let deleteListReview = Endpoint<Empty, Empty>(
    .delete, "/v1/access-lists/:list/reviews/:review", .caller, "Deletes the record of a review; what it changed stays.")
  public static let putMember = Endpoint<MemberBody, DocumentAnswer>(
    .put, "/v1/access-lists/:list/members/:user", .caller, "Adds a user or a list as a member, or changes a member.")
  public static let deleteMember = Endpoint<Empty, Empty>(
    .delete, "/v1/access-lists/:list/members/:user", .caller, "Removes a member and cuts what stood on the membership.")

  // Joining
  public static let createToken = Endpoint<CreateTokenBody, CreateTokenAnswer>(.post, "/v1/tokens", .caller, "Makes a join token.")
  public static let tokens = Endpoint<Empty, TokensAnswer>(.get, "/v1/tokens", .caller, "Lists the join tokens that still work.")
  public static let deleteToken = Endpoint<Empty, Empty>(
    .delete, "/v1/tokens/:token", .caller, "Deletes a join token, named by itself or by the start of its hash.")
  public static let beginJoin = Endpoint<BeginJoinBody, JoinChallengeAnswer>(
    .post, "/v1/join/challenge", .anyone, "Begins to join an SSH server: answers what its host keys must sign.")
  public static let finishJoin = Endpoint<FinishJoinBody, JoinAnswer>(
    .post, "/v1/join", .anyone, "Joins an SSH server whose host keys have signed and answer when dialled.")

  // Asking
  public static let resources = Endpoint<Empty, ResourcesAnswer>(
    .get, "/v1/resources", .person, query: ["kind", "requestable", "scope"] + ResourceQuery.filters,
    "Lists what one may reach (`scope=reachable`, the default), request (`requestable`) or both (`all`). \(ResourceQuery.words)")
  public static let inventory = Endpoint<Empty, ResourcesAnswer>(
    .get, "/v1/inventory", .caller, query: ["kind"] + ResourceQuery.filters,
    "Lists the resources that one may know of: all with the right to list and read the kind. \(ResourceQuery.words)")
  public static let createRequest = Endpoint<CreateRequestBody, RequestAnswer>(
    .post, "/v1/access-requests", .caller, "Asks for resources or roles, for oneself or with the right to create requests for others.")
  public static let capabilities = Endpoint<CapabilitiesBody, CapabilitiesAnswer>(
    .post, "/v1/access-request-capabilities", .caller, "Says what one may ask for, or with the right to read requests what others may.")
  public static let requests = Endpoint<Empty, RequestsAnswer>(
    .get, "/v1/access-requests", .caller, query: ["scope", "state", "search", "page_token", "page_size"],
    """
    Lists requests: `scope` is `DEFAULT` (all one may see), `MY_REQUESTS`, `NEEDS_REVIEW` or `REVIEWED`; `state` as tables print \
    it; `search` are words to find in names, users, roles and resources.
    """)
  public static let request = Endpoint<Empty, RequestAnswer>(.get, "/v1/access-requests/:id", .caller, "Gets one request.")
  public static let deleteRequest = Endpoint<Empty, ReceiptAnswer>(
    .delete, "/v1/access-requests/:id", .caller, "Deletes a request's record; an approved one ends first.")

  // Reviewing
  public static let review = Endpoint<ReviewBody, RequestAnswer>(
    .post, "/v1/access-requests/:id/reviews", .person, "Reviews somebody else's request.")
  public static let promote = Endpoint<PromoteBody, RequestAnswer>(
    .post, "/v1/access-requests/:id/promotion", .person, "Makes the requester a member of a list instead.")
  public static let override = Endpoint<OverrideBody, RequestAnswer>(
    .post, "/v1/access-requests/:id/override", .caller,
    "Decides a request without its reviews; needs a reason and goes on the record as such.")

  // Connecting
  public static let connect = Endpoint<ConnectBody, ConnectAnswer>(
    .post, "/v1/connections", .person, "Decides, and issues a certificate for one login on one server for 2 minutes.")
  public static let connections = Endpoint<Empty, ConnectionsAnswer>(
    .get, "/v1/connections", .caller, "Lists open connections: one's own, or all with the right to read sessions.")

  // Explaining
  public static let explain = Endpoint<ExplainBody, AccessExplanation>(
    .post, "/v1/explain", .caller,
    "Says why one may, or may not, be an account on a resource, and what would change it. Of others for who may read users and roles."
  )
  public static let plan = Endpoint<PlanBody, AccessPlan>(
    .post, "/v1/plan", .caller, "Says what changes would do to everybody's access, and makes none; for those who may update roles.")

  // Ending
  public static let revokeRequest = Endpoint<ReasonBody, ReceiptAnswer>(
    .post, "/v1/access-requests/:id/revoke", .caller, "Ends an approved request at once and says what that cut.")
  public static let endRequest = Endpoint<ReasonBody, ReceiptAnswer>(
    .post, "/v1/access-requests/:id/end", .person, "Ends one's own request at once and says what that cut.")

  // Telling
  public static let notices = Endpoint<Empty, NoticesAnswer>(
    .get, "/v1/notifications", .caller, query: ["user", "before", "limit"],
    "Lists what one is told, or with the right to read notifications what others are, the newest first.")
  public static let announce = Endpoint<AnnounceBody, NoticeItem>(
    .post, "/v1/notifications", .caller, "Tells a user, or the holders of roles, something.")
  public static let deleteNotice = Endpoint<Empty, Empty>(.delete, "/v1/notifications/:id", .caller, "Takes a notification back.")

  // Watching
  public static let events = Endpoint<Empty, EventsAnswer>(
    .get, "/v1/audit/events", .caller, query: ["from", "to", "event", "code", "user", "request", "after", "limit", "order"],
    "Reads the audit log; `order` is `newest` (default) or `oldest`.")
  public static let auditHead = Endpoint<Empty, AuditHeadAnswer>(.get, "/v1/audit/head", .caller, "Says where the audit log ends.")
  public static let verifyAudit = Endpoint<VerifyBody, VerifyAnswer>(.post, "/v1/audit/verify", .caller, "Verifies the audit log's chain.")
}

/// What the two listings of resources read beside their scope.
private enum ResourceQuery {
  static let filters = ["search", "labels", "query", "sort", "order", "page_token", "page_size"]
  static let words =
    "`kind`: comma-separated kinds, `node` when left out, or `all`; `search`: comma-separated words; `labels`: `k=v,…`; "
    + "`query`: a filter such as `labels[\"env\"] == \"test\"`; `sort`: `name`, `kind` or `labels`, `order`: `asc` or `desc`; "
    + "`page_size`: at most 1,000."
}

/// Calls that answer something other than one JSON body.
public enum Streams {
  /// Server-sent events of ``WatchedRequest``; `after` resumes behind a feed position, as does `Last-Event-ID`.
  public static let watch = "/v1/watch"
  /// Public authorities as text: `type` is `openssh` (SSH user authority), `ssh-host`, `host` or `user` (PEM).
  public static let exportAuthority = "/v1/webapi/auth/export"
}

/// Names that the tunnel and its listener agree on.
public enum Tunnels {
  /// The ALPN name (RFC 7301) of the SSH tunnel.
  public static let sshProtocol = "threshold-ssh/1"
}
