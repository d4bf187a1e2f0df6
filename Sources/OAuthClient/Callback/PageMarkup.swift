internal import Domain
internal import FoundationEssentials
internal import VaultCrypto

/// The page's HTML: one file without script, picture or font from elsewhere, dark or light as the browser is.
enum PageMarkup {
  static func html(_ content: PageContent) -> String {
    let facts = content.facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }.joined()
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(escaped(content.title)) · Gatehouse</title>
      <style>\(style)</style>
      </head>
      <body>
      <main class="\(content.mark.rawValue)">
      <svg class="mark" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="23"/>\
      <path d="\(path(of: content.mark))"/></svg>
      <h1>\(escaped(content.title))</h1>
      <p>\(escaped(content.text))</p>
      \(facts.isEmpty ? "" : "<dl>\(facts)</dl>")
      <p class="farewell">\(escaped(content.farewell))</p>
      </main>
      <footer><svg class="gate" viewBox="0 0 24 24" aria-hidden="true">\
      <path d="M3 21V5h3v2h3V5h6v2h3V5h3v16h-6v-5a3 3 0 0 0-6 0v5z"/></svg>Gatehouse</footer>
      </body>
      </html>

      """
  }

  /// For the `style-src` of the Content Security Policy.
  static let styleHash = hash(of: style)

  static func hash(of text: String) -> String {
    "sha256-\(Data(SHA256Hash.of(Array(text.utf8))).base64EncodedString())"
  }

  /// Made fit to be shown, then for HTML, in text and in quoted attributes.
  static func escaped(_ text: String) -> String {
    // By scalars, since a combining mark makes another character of `<`.
    Printable.text(text, limit: 300).unicodeScalars.reduce(into: "") { output, scalar in
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      default: output.unicodeScalars.append(scalar)
      }
    }
  }

  private static func path(of mark: PageContent.Mark) -> String {
    switch mark {
    case .done: "M14 25l7 7 14-15"
    case .failed: "M16 16l16 16M32 16L16 32"
    case .open: "M24 13v12l8 5"
    }
  }

  private static let style = """
    :root{color-scheme:light dark;--back:#f3f4f7;--card:#fff;--line:#dfe2e8;--text:#1b1f27;--soft:#5a6372;\
    --done:#16794a;--failed:#b42332;--open:#3a5bc7}
    @media (prefers-color-scheme:dark){:root{--back:#101216;--card:#181b21;--line:#2b303a;--text:#e9ebf0;\
    --soft:#9aa3b2;--done:#4cc38a;--failed:#f2777f;--open:#8ea6ff}}
    *{box-sizing:border-box}
    body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;\
    gap:20px;padding:24px;background:var(--back);color:var(--text);\
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
    main{width:100%;max-width:440px;padding:40px 36px 32px;background:var(--card);border:1px solid var(--line);\
    border-radius:16px;text-align:center;box-shadow:0 1px 2px rgb(0 0 0/.05),0 12px 32px rgb(0 0 0/.07)}
    .done{--tone:var(--done)}
    .failed{--tone:var(--failed)}
    .open{--tone:var(--open)}
    .mark{width:56px;height:56px;fill:none;stroke:var(--tone);stroke-width:3.5;stroke-linecap:round;\
    stroke-linejoin:round}
    .mark circle{fill:var(--tone);fill-opacity:.12;stroke:none}
    h1{margin:16px 0 4px;font-size:24px;line-height:1.25;font-weight:650;text-wrap:balance}
    p{margin:0;color:var(--soft);text-wrap:balance}
    dl{display:grid;grid-template-columns:auto 1fr;gap:8px 20px;margin:24px 0 0;padding:16px 0 0;\
    border-top:1px solid var(--line);text-align:left}
    dt{color:var(--soft)}
    dd{margin:0;font-weight:550;overflow-wrap:anywhere}
    .farewell{margin:24px 0 0;padding:16px 0 0;border-top:1px solid var(--line);color:var(--text)}
    footer{display:flex;align-items:center;gap:8px;color:var(--soft);font-size:14px}
    .gate{width:18px;height:18px;fill:currentColor}
    """
}
