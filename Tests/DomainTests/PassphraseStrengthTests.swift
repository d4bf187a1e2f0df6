import Domain
import Testing

@Suite("How strong a passphrase is")
struct PassphraseStrengthTests {
  private func bits(_ text: String) -> Double { PassphraseStrength.estimate(SecretBytes(text)).bits }

  @Test(
    "What guessers try early is refused, and the reason says what to do",
    arguments: [
      "", "hunter2", "password", "P@ssw0rd123", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abcdefghijklmnopqrstuvwxyz",
      "qwertyuiopasdfghjkl", "abcabcabcabcabcabcabcabc", "1234567890123456", "correct horse", "incomprehensibility",
      "Summer2026!", "gatehouse-gatehouse-gatehouse", "Tr0ub4dor&3",
    ])
  func weak(_ text: String) {
    let estimate = PassphraseStrength.estimate(SecretBytes(text))
    #expect(estimate.bits < PassphraseStrength.neededBits)
    #expect(estimate.reason?.isEmpty == false)
    #expect(text.isEmpty || estimate.reason?.contains(text) == false)
  }

  @Test(
    "Unrelated words and random characters pass",
    arguments: [
      "able-marble-ocean-ticket-window-zebra", "k7#Qz!m2vX9p", "fjwqzkxvbtplmrhd",
      "correct horse battery staple window", "bookmoonfishtreelamp", "日本語の長い合言葉はここ",
    ])
  func strong(_ text: String) {
    let estimate = PassphraseStrength.estimate(SecretBytes(text))
    #expect(estimate.bits >= PassphraseStrength.neededBits)
    #expect(estimate.reason == nil)
  }

  @Test("A longer passphrase is never weaker than its beginning")
  func monotone() {
    let text = "ablewindow2026-ABCabcabc!!qwerty"
    var before = 0.0
    for length in 1...text.count {
      let now = bits(String(text.prefix(length)))
      // Finding a word that was not complete yet may lower the estimate by what its letters had counted for.
      #expect(now >= before - 30)
      before = max(before, now)
    }
    #expect(bits(text + text) < bits(text) + 10)
  }

  @Test("Random letters are hardly ever taken for an English word")
  func random() {
    let mistaken = (0..<200).count { _ in
      bits(String((0..<12).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "a" })) < 38
    }
    // One in a thousand is expected.
    #expect(mistaken <= 4)
  }

  @Test("A million characters are estimated at once")
  func long() { #expect(bits(String(repeating: "xq7!", count: 250_000)) < 100) }

  @Test("Six words are six different draws from 2048, and are strong")
  func sixWords() throws {
    let phrase = try #require(PassphraseStrength.sixWords().text())
    #expect(phrase.split(separator: "-").count == 6)
    #expect(bits(phrase) >= 66)
    let many = Set(try (0..<50).map { _ in try #require(PassphraseStrength.sixWords().text()) })
    #expect(many.count == 50)
  }
}
