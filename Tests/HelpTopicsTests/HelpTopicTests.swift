import HelpTopics
import Testing

@Suite("Help topics")
struct HelpTopicTests {
  @Test("Each topic is plain text that fits 76 columns", arguments: HelpTopic.allCases)
  func shape(_ topic: HelpTopic) {
    #expect(topic.lines.count > 20)
    #expect(topic.lines.first?.lowercased() == topic.rawValue)
    for line in topic.lines {
      #expect(line.count <= 76, "\(line)")
      #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(line)")
      #expect(line.last != " ")
    }
  }

  @Test("The quickstart goes from a new vault to a verified log")
  func quickstart() {
    let commands = HelpTopic.quickstart.commands
    #expect(commands.allSatisfy { $0.hasPrefix("gatehouse ") })
    #expect(
      commands.map { $0.split(separator: " ")[1] } == [
        "init", "recovery", "guide", "secrets", "request", "policy", "policy", "audit", "audit", "lock",
      ])
  }
}
