internal import DecisionGuide
internal import ProviderCatalog

/// The guide as JSON.
enum GuideDocument {
  static func recommendation(
    _ recommendation: Recommendation, _ guide: ProviderGuide, _ answers: [String: String]
  ) -> JSON {
    let given = answers.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) }
    return [
      "provider": .string(guide.provider), "choice": .string(recommendation.choiceWord),
      "rule": .string(recommendation.rule), "certainty": .string(recommendation.certainty.rawValue),
      "headline": .string(recommendation.headline), "reasons": JSON(recommendation.reasons),
      "risks": JSON(recommendation.risks), "other_way": .string(recommendation.otherWay),
      "answers": .object(given), "next_question": recommendation.nextQuestion.map(question) ?? .null,
      "next_commands": JSON(recommendation.nextCommands), "methods": methods(guide),
    ]
  }

  static func general(_ catalog: Catalog) -> JSON {
    let general = Guide.general
    return [
      "question": question(general.question),
      "ways": .array(
        [general.oauth, general.managedSecret].map { branch in
          [
            "way": .string(branch.way.rawValue), "title": .string(branch.title), "best_for": .string(branch.bestFor),
            "example": .string(branch.example),
          ]
        }),
      "comparison": .array(
        general.comparison.map { row in
          [
            "aspect": .string(row.aspect), "oauth": .string(row.oauth), "managed_secret": .string(row.managedSecret),
          ]
        }),
      "same_for_both": .string(general.sameForBothLong),
      "providers": .array(
        catalog.providers.map { provider in
          let usual = Guide.recommend(provider.guide, answers: [:])
          return [
            "provider": .string(provider.id), "usual_choice": .string(usual.choiceWord),
            "summary": .string(provider.guide.summary),
          ]
        }),
      "still_unsure": .array(general.unsure.map { ["ask": .string($0.ask), "answer": .string($0.answer)] }),
    ]
  }

  private static func question(_ question: Question) -> JSON {
    [
      "id": .string(question.id), "ask": .string(question.ask),
      "answers": .array(question.answers.map { ["id": .string($0.id), "means": .string($0.means)] }),
    ]
  }

  private static func methods(_ guide: ProviderGuide) -> JSON {
    .object(
      guide.ways.compactMap { way in
        guide.method(way).map { method in
          (
            way.rawValue,
            [
              "name": .string(method.name), "when": .string(method.when), "strength": .string(method.strength),
              "example": .string(method.example),
            ]
          )
        }
      })
  }
}
