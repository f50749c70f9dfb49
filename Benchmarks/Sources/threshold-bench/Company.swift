import ThresholdModel

/// Numbers that look random and are the same in every run.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var mixed = state
    mixed = (mixed ^ (mixed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    return mixed ^ (mixed >> 33)
  }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
}

/// How much of everything a company has.
struct Sizes {
  var users: Int
  var lists: Int
  var resources: Int
  /// Members that each list has beside the users of its chain.
  var furtherMembers = 0
  /// Whether a part of the resources are databases, apps and Kubernetes clusters.
  var hasOtherKinds = false
}

/// A company with nested lists, for measuring: the same facts in every run, and as policies for other engines.
///
/// Lists stand in chains of ten, each a member of the one above: whoever is in the last is in all ten, which is as
/// deep as nesting goes. Each list grants one role, so a user has ten roles through lists beside their own; some roles
/// deny a login, some an environment. Every user has asked for one server through `search_as_roles`, got it, and
/// assumed it.
struct Company {
  static let now = Moment(seconds: 1_800_000_000)
  static let depth = 10
  static let teams = 40
  static let environments = ["dev", "test", "prod", "restricted"]
  static let logins = ["ubuntu", "deploy", "root"]
  static let cluster = "main"

  let sizes: Sizes

  init(_ sizes: Sizes) { self.sizes = sizes }

  /// At most two hundred roles: the lists of a large company share them.
  var roleCount: Int { min(sizes.lists, 200) }
  var chains: Int { max(sizes.lists / Self.depth, 1) }

  func userName(_ number: Int) -> UserName { UserName("user-\(number)") }
  func signIn(_ user: Int) -> SignInID { SignInID("sign-in-\(user)") }
  func listName(_ number: Int) -> ListName { ListName("list-\(number)") }
  func roleName(_ number: Int) -> RoleName { RoleName("team-\(number)") }
  /// The role that users may ask for, for servers in production.
  static let asked: RoleName = "production"
  static let everybody: RoleName = "everybody"

  func team(ofRole number: Int) -> Int { number % Self.teams }
  func team(ofResource number: Int) -> Int { (number / Self.environments.count) % Self.teams }
  func environment(ofResource number: Int) -> String { Self.environments[number % Self.environments.count] }
  /// Whether a role denies logging in as root.
  func deniesRoot(_ role: Int) -> Bool { role % 7 == 3 }
  /// Whether a role denies what is restricted.
  func deniesRestricted(_ role: Int) -> Bool { role % 5 == 1 }
  func logins(ofRole number: Int) -> [String] { number % 3 == 0 ? ["ubuntu", "root"] : ["ubuntu", "deploy"] }

  /// The list that names a user as a member: the last of a chain.
  func list(of user: Int) -> Int {
    let chain = user % chains
    return min(chain * Self.depth + Self.depth - 1, sizes.lists - 1)
  }

  /// The list in which a list is a member; nil for the first of a chain.
  func parent(ofList number: Int) -> Int? { number % Self.depth == 0 ? nil : number - 1 }
  func role(ofList number: Int) -> Int { number % roleCount }
  /// The server that a user has asked for: one in production.
  func requested(by user: Int) -> Int { ((user * 17) % (sizes.resources / 4)) * 4 + 2 }

  /// A lower-case UUID that ends in a number.
  static func uuid(_ number: Int) -> String {
    let text = String(number)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - text.count) + text
  }

  /// One question: who, on which resource, as whom.
  struct Question {
    let user: Int
    let server: Int
    let login: String
  }

  /// Questions of all kinds: about servers that were asked for, of a team of the user's, and any.
  func questions(_ count: Int) -> [Question] {
    var dice = Dice(seed: 7)
    return (0..<count).map { _ in
      let user = dice.below(sizes.users)
      let login = Self.logins[dice.below(Self.logins.count)]
      switch dice.below(4) {
      case 0: return Question(user: user, server: requested(by: user), login: login)
      case 1, 2:
        let role = role(ofList: max(list(of: user) - dice.below(Self.depth), 0))
        let block = Self.teams * Self.environments.count
        let first = dice.below(max(sizes.resources / block, 1)) * block + team(ofRole: role) * Self.environments.count
        return Question(user: user, server: min(first + dice.below(Self.environments.count), sizes.resources - 1), login: login)
      default: return Question(user: user, server: dice.below(sizes.resources), login: login)
      }
    }
  }
}
