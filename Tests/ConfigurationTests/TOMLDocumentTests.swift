import TOMLDocuments
import Testing

@Suite("A TOML document")
struct TOMLDocumentTests {
  private let text = """
    # comment with [brackets] and = signs
    name = "a \\" ] # b"   # trailing
    count = 7
    flag = true
    list = ["x", 'y', # inside
      \"\"\"
    z\"\"\"]
    inline = { a = 1, b = { c = "d" } }

    [one.two]
      deep = "é" # ü
    [[rule]]
    id = "r1"
    [[rule]]
    id = 5
    [rule.more]
    k = "v"
    """

  private func root() throws -> TOMLSection { try TOMLDocument(text: text, file: "f.toml").root }

  @Test("gives values of every kind")
  func values() throws {
    let root = try root()
    #expect(try root.string("name") == "a \" ] # b")
    #expect(try root.integer("count") == 7)
    #expect(try root.bool("flag"))
    #expect(try root.strings("list") == ["x", "y", "z"])
    #expect(try root.section("inline").section("b").string("c") == "d")
    #expect(try root.section("one").section("two").string("deep") == "é")
    #expect(try root.sections("rule").count == 2)
    #expect(try root.sections("rule")[1].section("more").string("k") == "v")
    #expect(try root.optionalString("nothing") == nil)
    #expect(try root.sections("nothing").isEmpty)
  }

  @Test("keeps the order of the file")
  func order() throws {
    #expect(try root().keys == ["name", "count", "flag", "list", "inline", "one", "rule"])
  }

  @Test("says where a value of the wrong kind stands")
  func wrongKind() throws {
    let root = try root()
    #expect(
      throws: TOMLProblem(
        file: "f.toml", line: 15, column: 6, what: "\"id\" is a whole number", mend: "write text in quotes")
    ) { try root.sections("rule")[1].string("id") }
    let error = #expect(throws: TOMLProblem.self) { try root.integer("name") }
    #expect(error?.description == "f.toml:2:8: \"name\" is text; write a whole number")
    let nested = #expect(throws: TOMLProblem.self) { try root.section("inline").section("b").bool("c") }
    #expect(nested?.line == 8)
    #expect(nested?.column == 29)
  }

  @Test("says which key is missing and in which table")
  func missing() throws {
    let error = #expect(throws: TOMLProblem.self) { try root().sections("rule")[1].string("verdict") }
    #expect(error?.description == "f.toml:14:1: \"verdict\" is missing; add it to this table")
  }

  @Test("names the nearest key for an unknown one, at its place")
  func unknown() throws {
    let problems = try root().section("one").section("two").unknownKeys(known: ["deeper", "wide"])
    #expect(problems.map(\.description) == ["f.toml:11:3: unknown key \"deep\"; did you mean \"deeper\"?"])
    #expect(throws: TOMLProblem.self) { try root().refuseUnknownKeys(known: ["name"]) }
  }

  @Test(
    "reports a syntax error with line and column",
    arguments: [
      ("a = 1\nb = = 2\n", 2), ("a = 1\na = 2\n", 2), ("[t]\nx = \"open\n", 2), ("é = \"ü\"\n", 1), ("a\0b", 1),
    ])
  func syntax(text: String, line: Int) {
    let error = #expect(throws: TOMLProblem.self) { try TOMLDocument(text: text, file: "f.toml") }
    #expect(error?.line == line)
    #expect((error?.column ?? 0) >= 1)
    #expect(error?.description.hasPrefix("f.toml:\(line):") == true)
  }

  @Test("changes one value and keeps every other byte")
  func setting() throws {
    let old = "# top\r\ntheme = \"dark\" # why\nport = 1\n\n[x]\ntheme = \"no\"\n"
    let new = try TOMLDocument.setting("theme", to: "light", in: old, file: "f")
    #expect(new == "# top\r\ntheme = \"light\" # why\nport = 1\n\n[x]\ntheme = \"no\"\n")
  }

  @Test("adds a missing value outside every table")
  func adding() throws {
    #expect(try TOMLDocument.setting("theme", to: "a\"b", in: "", file: "f") == "theme = \"a\\\"b\"\n")
    #expect(try TOMLDocument.setting("theme", to: "x", in: "port = 1", file: "f") == "port = 1\ntheme = \"x\"\n")
    let new = try TOMLDocument.setting("theme", to: "x", in: "port = 1 # c\n[t]\nk = 2\n", file: "f")
    #expect(new == "port = 1 # c\ntheme = \"x\"\n[t]\nk = 2\n")
    #expect(try TOMLDocument.setting("theme", to: "x", in: "[t]\nk = 2\n", file: "f") == "theme = \"x\"\n[t]\nk = 2\n")
    #expect(throws: TOMLProblem.self) { try TOMLDocument.setting("theme", to: "x", in: "a = [", file: "f") }
  }
}
