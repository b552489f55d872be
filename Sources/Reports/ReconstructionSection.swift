/// What is left of the media in the tokens, in decibels.
struct ReconstructionSection {
  var reconstruction: Reconstruction

  var markup: Markup {
    let names = ["image": "picture", "audio": "sound", "video": "clip"]
    let header = ["medium", "rate", "media", "tokens each", "decibels", "measure"]
    var previous = ""
    let rows = reconstruction.rows.map { row -> Markup in
      let begins = row.kind != previous
      previous = row.kind
      let cells = [
        "\(row.rate)", NumberText.grouped(row.media), NumberText.grouped(row.tokensEach),
        NumberText.fixed(row.decibels, 2), row.measure.uppercased(),
      ]
      return .element(
        "tr", ["class": begins ? "first" : ""],
        [.element("th", ["scope": "row"], begins ? names[row.kind] ?? row.kind : "")]
          + cells.map { .element("td", $0) })
    }
    return .element(
      "section", ["id": "reconstruction"],
      [
        .element("h2", "Reconstruction from tokens"),
        .element(
          "p",
          "How near a medium is to its original after it went through tokens, at each rate from coarse (1) to fine (4): mean "
            + "peak signal-to-noise ratio of pictures and clips (PSNR), signal-to-noise ratio of sounds (SNR). Higher is nearer."
        ),
        .element(
          "div", ["class": "scroll"],
          [
            .element(
              "table",
              [
                .element("thead", [.element("tr", header.map { .element("th", ["scope": "col"], $0) })]),
                .element("tbody", rows),
              ])
          ]),
      ])
  }
}
