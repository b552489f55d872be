/// The HTML document around the sections.
struct Page {
  var title: String
  var sections: [(name: String, markup: Markup)]
  /// The program that wrote it.
  var generator: String

  /// Nothing may be loaded from anywhere, and no script may run, whatever the data hold.
  static let policy =
    "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

  var markup: Markup {
    .documentType
      + .element(
        "html", ["lang": "en"],
        [
          .element(
            "head",
            [
              .empty("meta", ["charset": "utf-8"]),
              .empty("meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy]),
              .empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
              .empty("meta", ["name": "color-scheme", "content": "light dark"]),
              .empty("meta", ["name": "generator", "content": generator]),
              .element("title", title),
              .style(StyleSheet.text),
            ]),
          .element(
            "body",
            [
              .element("header", [.element("h1", title), contents]),
              .element("main", sections.map(\.markup)),
              .element("footer", [.element("p", "Written by \(generator). One file; it loads nothing.")]),
            ]),
        ])
  }

  private var contents: Markup {
    .element(
      "nav",
      sections.dropFirst().map { section in
        .element("a", ["href": "#" + Self.anchor(section.name)], section.name)
      })
  }

  /// Sections carry these as `id`.
  private static func anchor(_ name: String) -> String {
    String(name.lowercased().map { $0 == " " ? "-" : $0 })
  }
}
