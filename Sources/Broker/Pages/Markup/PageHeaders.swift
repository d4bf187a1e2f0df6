/// What every page is sent with (Content Security Policy, level 3; Referrer Policy; Fetch Standard; RFC 9111): it loads
/// nothing but files of the broker, runs no script of its own text, cannot be framed, and nobody keeps it.
enum PageHeaders {
  /// - Parameter keepsOpener: whether the page may know the page that opened it, as one in a popup must that tells it
  ///   what came of it.
  static func all(keepsOpener: Bool) -> [(name: String, value: String)] {
    [
      ("Content-Type", "text/html; charset=utf-8"),
      (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
          + "frame-ancestors 'none'"
      ),
      ("X-Content-Type-Options", "nosniff"),
      ("X-Frame-Options", "DENY"),
      // Not `no-referrer`, with which browsers send `Origin: null` with forms (Fetch Standard, section 4.9).
      ("Referrer-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cache-Control", "no-store"),
    ] + (keepsOpener ? [] : [("Cross-Origin-Opener-Policy", "same-origin")])
  }
}
