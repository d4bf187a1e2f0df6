import Domain
import PortalModel
import Screen
import Testing

@Suite("Fields, forms and lists")
struct FormTests {
  @Test(
    "The keys of readline edit a line",
    arguments: [
      ([.control("a"), .character("x")], "xone two three"), ([.control("w")], "one two "),
      ([.control("a"), .control("k")], ""), ([.control("u")], ""), ([.alt("b"), .control("k")], "one two "),
      ([.home, .controlRight, .character("!")], "one! two three"), ([.left, .backspace], "one two thre"),
      ([.home, .delete], "ne two three"), ([.home, .alt("d")], " two three"),
    ] as [([Key], String)])
  func readline(keys: [Key], result: String) {
    var input = TextInput("one two three")
    for key in keys {
      let isHandled = input.handle(key)
      #expect(isHandled)
    }
    #expect(input.text == result)
  }

  @Test("A line break in a pasted line becomes a blank, controls go")
  func pastedLine() {
    var input = TextInput()
    input.insert("one\r\ntwo\u{1B}[31m")
    #expect(input.text == "one two[31m")
  }

  @Test("Enter makes a line where there are several, and Up goes to the one above")
  func multiline() {
    var input = TextInput("first", isMultiline: true)
    _ = input.handle(.enter)
    input.insert("second line")
    _ = input.handle(.up)
    _ = input.handle(.character("!"))
    #expect(input.text == "first!\nsecond line")
  }

  @Test("Graphemes are edited whole")
  func graphemes() {
    var input = TextInput("né👩‍👩‍👧")
    _ = input.handle(.backspace)
    #expect(input.text == "né")
    _ = input.handle(.backspace)
    #expect(input.text == "n")
  }

  private static var form: Form {
    Form(
      fields: [
        .text("name", "Name"), .fixed("origin", "Sent to", "https://x"), .choice("kind", "Kind", ["a", "b"]),
        .toggle("strict", "Strict", false), .secret("value", "Value"),
      ], buttons: [FormButton("store", "Store"), FormButton("cancel", "Cancel")])
  }

  @Test("Tab visits what can be changed, then the buttons, and comes round")
  func tab() {
    var form = Self.form
    var visited: [Form.Focus?] = [form.focus]
    for _ in 0..<6 {
      let change = form.handle(.key(.tab))
      #expect(change == .moved)
      visited.append(form.focus)
    }
    #expect(
      visited == [
        .field("name"), .field("kind"), .field("strict"), .field("value"), .button("store"), .button("cancel"),
        .field("name"),
      ])
  }

  @Test("Choices, toggles and buttons answer to their keys")
  func changes() {
    var form = Self.form
    form.focus(.field("kind"))
    let change1 = form.handle(.key(.right))
    #expect(change1 == .edited("kind"))
    #expect(form.text("kind") == "b")
    form.focus(.field("strict"))
    let change2 = form.handle(.key(.character(" ")))
    #expect(change2 == .edited("strict"))
    #expect(form.isOn("strict"))
    let change3 = form.handle(.key(.enter))
    #expect(change3 == .submitted)
    form.focus(.button("cancel"))
    let change4 = form.handle(.key(.enter))
    #expect(change4 == .pressed("cancel"))
    #expect(form.isDirty)
  }

  @Test("A paste into a secret field loses the line break at its end only")
  func pastedSecret() {
    var form = Self.form
    form.focus(.field("value"))
    let change5 = form.handle(.paste(SecretBytes("sk live\r\n")))
    #expect(change5 == .edited("value"))
    #expect(form.secretField?.hasSameBytes(as: SecretBytes("sk live")) == true)
  }

  @Test("A list's window follows the selection and wastes no row")
  func window() {
    var list = ListState(Array(0..<20))
    #expect(list.window(rows: 5) == 0..<5)
    _ = list.handle(.end, rows: 5)
    #expect(list.window(rows: 5) == 15..<20)
    _ = list.handle(.up, rows: 5)
    #expect(list.window(rows: 5) == 15..<20)
    #expect(list.window(rows: 50) == 0..<20)
    list.replace([3, 18, 40])
    #expect(list.selected == 18)
  }
}
