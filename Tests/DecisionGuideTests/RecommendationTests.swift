import DecisionGuide
import ProviderCatalog
import Testing

@Suite("What the guide recommends")
struct RecommendationTests {
  static let bothWays = ["github", "stripe", "sentry", "discord", "airtable", "pagerduty"]

  private func guide(_ id: String) throws -> ProviderGuide { try #require(Catalog.builtIn().provider(id)).guide }

  private func recommend(_ id: String, _ answers: [String: String] = [:]) throws -> Recommendation {
    Guide.recommend(try guide(id), answers: answers)
  }

  @Test("Flipping whether end users authorize changes choice and rule", arguments: bothWays)
  func flip(_ id: String) throws {
    let yes = try recommend(id, ["end-user": "yes"])
    let no = try recommend(id, ["end-user": "no"])
    #expect(yes.choice == .oauth)
    #expect(no.choice == .managedSecret)
    #expect(yes.rule != no.rule)
    for recommendation in [yes, no] {
      #expect(!recommendation.reasons.isEmpty && !recommendation.risks.isEmpty && !recommendation.otherWay.isEmpty)
      #expect(recommendation.nextCommands.allSatisfy { $0.hasPrefix("gatehouse ") && !$0.isEmpty })
      #expect(!recommendation.nextCommands.isEmpty)
    }
    #expect(yes.nextCommands[0].hasPrefix("gatehouse oauth add-app \(id) "))
    #expect(no.nextCommands[0].hasPrefix("gatehouse secrets add \(id) "))
  }

  @Test("Flipping any one answer of any full set changes the rule")
  func flipEach() throws {
    for id in Self.bothWays {
      let guide = try guide(id)
      var sets: [[String: String]] = [[:]]
      for question in guide.questions {
        sets = sets.flatMap { set in question.answers.map { set.merging([question.id: $0.id]) { $1 } } }
      }
      for answers in sets {
        let before = Guide.recommend(guide, answers: answers)
        #expect(before.nextQuestion == nil)
        for question in guide.questions {
          for answer in question.answers where answer.id != answers[question.id] {
            let after = Guide.recommend(guide, answers: answers.merging([question.id: answer.id]) { $1 })
            #expect(after.rule != before.rule, "\(id) \(answers) \(question.id)=\(answer.id)")
          }
        }
      }
    }
  }

  @Test("Unanswered, each provider has its usual recommendation, marked as such")
  func usual() throws {
    let usual = try Self.bothWays.map { try recommend($0) }
    #expect(
      usual.map(\.choiceWord) == ["oauth", "managed_secret", "managed_secret", "undecided", "oauth", "managed_secret"])
    #expect(usual.allSatisfy { $0.certainty == .usual && $0.rule == "usual" && $0.nextQuestion?.id == "end-user" })
    #expect(usual.allSatisfy { !$0.reasons.isEmpty && !$0.nextCommands.isEmpty })
  }

  @Test("Discord asks who acts: a user or the bot for the whole server; that answer decides")
  func discord() throws {
    let guide = try guide("discord")
    #expect(guide.questions.map(\.id) == ["end-user", "who-acts"])
    for endUser in ["yes", "no"] {
      let user = try recommend("discord", ["end-user": endUser, "who-acts": "user"])
      let bot = try recommend("discord", ["end-user": endUser, "who-acts": "bot"])
      #expect(user.choice == .oauth && bot.choice == .managedSecret && user.rule != bot.rule)
    }
    let half = try recommend("discord", ["end-user": "yes"])
    #expect(half.certainty == .likely && half.nextQuestion?.id == "who-acts")
    #expect(try recommend("discord", ["who-acts": "bot"]).choice == .managedSecret)
  }

  @Test("Google is known to be OAuth only, without a question, whatever was answered")
  func google() throws {
    let guide = try guide("google")
    #expect(guide.ways == [.oauth] && guide.questions.isEmpty)
    for answers in [[:], ["end-user": "yes"], ["end-user": "no"]] {
      let recommendation = Guide.recommend(guide, answers: answers)
      #expect(recommendation.choice == .oauth && recommendation.rule == "oauth-only")
      #expect(recommendation.certainty == .certain && recommendation.nextQuestion == nil)
    }
    #expect(Guide.recommend(guide, answers: ["end-user": "no"]).risks[0].contains("consent"))
  }

  @Test("Each way of each provider says when, how strongly, and gives an example and a summary line")
  func methods() throws {
    for id in Self.bothWays {
      let guide = try guide(id)
      for way in Way.allCases {
        let method = try #require(guide.method(way))
        #expect(!method.when.isEmpty && !method.strength.isEmpty && !method.example.isEmpty && !method.name.isEmpty)
      }
      #expect(!guide.summary.isEmpty && guide.summary.count <= 60)
    }
  }

  @Test("A question or an answer that does not exist is refused, with the nearest one")
  func check() throws {
    let guide = try guide("stripe")
    try guide.check(["end-user": "no"])
    let question = #expect(throws: GuideProblem.self) { try guide.check(["end-usr": "no"]) }
    #expect(question?.hint == "did you mean end-user?")
    let answer = #expect(throws: GuideProblem.self) { try guide.check(["end-user": "perhaps"]) }
    #expect(answer?.hint == "write end-user=yes or end-user=no")
  }
}
