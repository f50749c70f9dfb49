import ThresholdModel
import ThresholdRules

/// How long single things took, in nanoseconds, and what came out.
struct Round: Encodable {
  var nanoseconds: [Int64] = []
  /// For decisions whether each was allowed; for listings how many lines there were.
  var outcomes: [Int] = []

  /// Does something once and takes its time.
  mutating func time(_ body: () -> Int) {
    let clock = ContinuousClock()
    let begin = clock.now
    let outcome = body()
    let (seconds, attoseconds) = (clock.now - begin).components
    nanoseconds.append(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    outcomes.append(outcome)
  }
}

extension World {
  /// A company's World, built record by record.
  init(_ company: Company) {
    self.init()
    company.forEachRecord { applyUnchecked(.put($0)) }
  }
}

/// What is measured: a company, its World and the questions about it.
struct Bench {
  let company: Company
  private var world: World
  private let questions: [(user: UserName, server: ServerID, login: String, signIn: SignInID)]

  init(_ company: Company, questions count: Int = 0) {
    self.company = company
    world = World(company)
    questions = company.questions(count).map { question in
      (
        company.userName(question.user), ServerID(Company.uuid(question.server)), question.login, company.signIn(question.user)
      )
    }
  }

  /// SSH connections decided, from one question on.
  func decisions(_ count: Int, from first: Int) -> Round {
    var round = Round()
    for index in first..<(first + count) {
      let question = questions[index % questions.count]
      round.time { decide(question) }
    }
    return round
  }

  /// First decisions after a change of a membership: nothing that was worked out before holds.
  mutating func decisionsAfterChanges(_ count: Int, from first: Int) -> Round {
    var round = Round()
    for index in first..<(first + count) {
      let list = company.listName(index % company.sizes.lists)
      world.applyUnchecked(.put(.member(Member(MemberSpec(list: list, user: "passer-by", joined: Company.now, addedBy: "user-0")))))
      let question = questions[index % questions.count]
      round.time { decide(question) }
    }
    return round
  }

  private func decide(_ question: (user: UserName, server: ServerID, login: String, signIn: SignInID)) -> Int {
    let verdict = world.decideConnection(question.user, to: question.server, as: question.login, signIn: question.signIn, at: Company.now)
    return verdict.grant == nil ? 0 : 1
  }

  /// What users may reach or ask for: pages of a hundred lines, or everything.
  func listings(_ count: Int, from first: Int, limit: Int) -> Round {
    var round = Round()
    let kinds: [ResourceKind] = [.node, .database, .app, .kubeCluster]
    for index in first..<(first + count) {
      let user = index % company.sizes.users
      round.time {
        world.accessPage(
          of: company.userName(user), kinds: kinds, signIn: company.signIn(user), limit: limit, at: Company.now
        ).items.count
      }
    }
    return round
  }

  /// Every user asked about once, so that all that the World remembers by itself is there.
  func askForEverybody() {
    for user in 0..<company.sizes.users { _ = world.standing(of: company.userName(user), at: Company.now).count }
    for index in 0..<company.sizes.users {
      _ = world.decideConnection(
        company.userName(index), to: ServerID(Company.uuid(index % company.sizes.resources)), as: "ubuntu", signIn: company.signIn(index),
        at: Company.now)
    }
  }
}
