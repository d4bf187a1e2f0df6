import Domain
import Testing

@Suite("Caller keys as text")
struct CallerKeyTests {
  @Test(
    "The check agrees with the published vectors",
    arguments: [(CallerKeyText.Form.app, "iwpykn"), (.agent, "v7lnv3"), (.derived, "ai5awu")])
  func vectors(form: CallerKeyText.Form, check: String) throws {
    let text = "alter_\(form.rawValue)_abcdefghijklmnopqrstuv_\(check)"
    let key = try #require(CallerKeyText(Array(text.utf8)))
    #expect(key.form == form && key.bytes == Array(text.utf8))
    #expect(key.prefix == "alter_\(form.rawValue)_abcd")
    #expect(CallerKeyText(form: form, random: Array(0..<22)) == key)
  }

  @Test(
    "What is no key is refused",
    arguments: [
      "", "alter_rk_abcdefghijklmnopqrstuv_iwpykm", "alter_ak_abcdefghijklmnopqrstuv_iwpykn",
      "alter_rk_ABCDEFGHIJKLMNOPQRSTUV_iwpykn", "alter_rk_abcdefghijklmnopqrstu_iwpykn",
      "alter_rk_abcdefghijklmnopqrstuv_iwpykn_", "alter_pk_abcdefghijklmnopqrstuv_vegumf",
      " alter_rk_abcdefghijklmnopqrstuv_iwpykn", "alter_key_0123456789012345678901234567890123456789",
    ])
  func refused(text: String) { #expect(CallerKeyText(Array(text.utf8)) == nil) }

  @Test("All random bytes give keys that read back")
  func readsBack() {
    for byte in UInt8.min ... .max {
      let key = CallerKeyText(form: .app, random: [UInt8](repeating: byte, count: CallerKeyText.randomLength))
      #expect(key.flatMap { CallerKeyText($0.bytes) } == key && key != nil)
    }
  }
}
