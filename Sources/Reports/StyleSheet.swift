/// How a report looks: system letters, one blue and one orange that colour-blind readers tell apart, light and dark.
enum StyleSheet {
  static let text: StaticString = """
    :root{color-scheme:light dark;--paper:#fff;--ink:#1c2126;--soft:#5c6670;--line:#dde2e7;--panel:#f6f7f9;
    --model:#0067a5;--control:#b35a00;--right:#00735a;--wrong:#b3261e;--band:#e9edf1}
    @media(prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e5e9ec;--soft:#9aa5af;--line:#2b3137;--panel:#1b1f23;
    --model:#6db8ec;--control:#f0a45d;--right:#4fc3a1;--wrong:#f28b82;--band:#23292e}.spectrogram{filter:invert(1) hue-rotate(180deg)}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
    body{margin:0 auto;padding:2rem 1.25rem 3rem;max-width:60rem;background:var(--paper);color:var(--ink);
    font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
    h1,h2,h3,p,figure,dl,dd{margin:0}
    h1{font-size:1.7rem;line-height:1.2;letter-spacing:-.015em;font-weight:650}
    h2{font-size:1.25rem;line-height:1.3;letter-spacing:-.01em;font-weight:650}
    h3{font-size:1rem;font-weight:600}
    small{font-size:.8125rem;color:var(--soft);font-weight:400}
    code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
    header{margin-bottom:1.75rem}
    nav{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;margin-top:.6rem;font-size:.9rem}
    a{color:var(--model);text-decoration:none}a:hover{text-decoration:underline}
    main>section{padding:1.9rem 0;border-top:1px solid var(--line)}
    main>section>p{max-width:46rem;margin-top:.7rem}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:1rem;margin-bottom:1.2rem}
    .tile{padding:1rem 1.15rem;background:var(--panel);border-radius:.5rem;border-left:.25rem solid var(--model)}
    .tile.control{border-left-color:var(--control)}
    .tile h2{font-size:.9rem;font-weight:600;letter-spacing:0}
    .tile .number{font-size:2.4rem;line-height:1.25;font-weight:600;letter-spacing:-.02em}
    .tile .number small{font-size:1.2rem}
    .note,main>section>.note{max-width:none;font-size:.8125rem;color:var(--soft)}
    .legend{display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;font-size:.8125rem;color:var(--soft);margin-bottom:.6rem}
    .legend svg{vertical-align:-2px}
    .chart{display:block;overflow:visible}.legend .chart{display:inline}
    .chart text{font-size:12px;fill:var(--soft)}.chart .key{font-size:13px;fill:var(--ink);font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
    .chart .grid{stroke:var(--line)}.chart .coin{stroke:var(--soft);stroke-dasharray:4 3;fill:none;vector-effect:non-scaling-stroke}
    .chart .chance{fill:var(--band)}
    .chart line.model{stroke:var(--model);stroke-width:1.5}.chart circle.model{fill:var(--model)}
    .chart line.control{stroke:var(--control)}.chart rect.control{fill:var(--paper);stroke:var(--control);stroke-width:1.75}
    .chart path{fill:none;vector-effect:non-scaling-stroke;stroke-linecap:round;stroke-linejoin:round}
    .raw{stroke:var(--model);stroke-width:3.5;opacity:.35}.smooth{stroke:var(--model);stroke-width:2}
    .held{stroke:var(--control);stroke-width:1.5}.held.dots{stroke-width:7}
    .curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1.5rem;margin:1.1rem 0}
    .curve figcaption{font-size:.9rem;font-weight:600;margin-bottom:.4rem}
    .facts{display:flex;flex-wrap:wrap;gap:.5rem 2rem;font-size:.875rem}
    dt{color:var(--soft);font-size:.8125rem}
    .scroll{overflow-x:auto;margin-top:1.1rem}
    table{border-collapse:collapse;font-size:.875rem;width:100%}
    caption{text-align:left;color:var(--soft);font-size:.8125rem;padding-bottom:.5rem}
    th,td{padding:.36rem .7rem .36rem 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line)}
    th:first-child,td:first-child{text-align:left}th:last-child,td:last-child{padding-right:0}
    thead th{font-weight:600;color:var(--soft);font-size:.8125rem;vertical-align:bottom}
    tbody th{font-weight:400}
    tr.total th,tr.total td{font-weight:600}
    .words td,.words th{text-align:left;vertical-align:top;padding-right:1.5rem}#reconstruction table{max-width:38rem}.words td:last-child{white-space:normal;overflow-wrap:anywhere}
    .file{display:block}
    .modality{margin-top:1.8rem}.modality h3{margin-bottom:.7rem}
    .card{border:1px solid var(--line);border-radius:.5rem;padding:1rem 1.15rem;margin-bottom:1rem;border-left-width:.25rem}
    .card.right{border-left-color:var(--right)}.card.wrong{border-left-color:var(--wrong)}
    .answer{font-size:.9rem;color:var(--soft);margin-bottom:.7rem}.answer strong{color:var(--ink)}
    .sign{display:inline-block;width:1.4em;font-weight:700}.right .sign{color:var(--right)}.wrong .sign{color:var(--wrong)}
    .label{display:block;font-size:.75rem;color:var(--soft);letter-spacing:.03em}
    .role{font-size:.75rem;color:var(--soft)}
    .text{white-space:pre-wrap;overflow-wrap:anywhere}
    .candidates{display:grid;grid-template-columns:1fr 1fr;gap:1rem;margin-top:.9rem}
    .candidate{background:var(--panel);border-radius:.4rem;padding:.75rem .9rem;min-width:0}
    .name{display:flex;justify-content:space-between;gap:1rem}.score{font-size:.75rem;color:var(--soft)}
    .marks{min-height:1.5em;font-size:.8125rem;display:flex;flex-wrap:wrap;gap:0 1rem;margin-bottom:.3rem}
    .mark{font-weight:600}.mark.machine{color:var(--model)}
    .media{display:grid;grid-template-columns:repeat(2,minmax(0,10rem));gap:.75rem;margin:.4rem 0}
    .medium figcaption{font-size:.75rem;line-height:1.35;color:var(--soft);margin-top:.3rem}.medium figcaption b{color:var(--ink);font-weight:600;display:block}
    .picture,.clip,.spectrogram{width:100%;border-radius:.25rem;display:block;background:var(--band)}
    .picture{image-rendering:pixelated}.spectrogram{height:4.5rem}
    .clip{overflow:hidden}.clip img{display:block;width:var(--w);height:100%;max-width:none;image-rendering:pixelated;animation:film infinite}
    @keyframes film{to{transform:translateX(var(--x))}}
    audio{width:100%;height:2rem;margin-top:.35rem;display:block}
    .missing p{font-size:.8125rem;color:var(--soft);overflow-wrap:anywhere}
    .reason{margin-top:.8rem;font-size:.9rem;overflow-wrap:anywhere}
    .foot{margin-top:.7rem;font-size:.75rem;color:var(--soft);overflow-wrap:anywhere}
    .digests{font-size:.875rem;display:grid;gap:.5rem;margin-top:.3rem}.digests dd{overflow-wrap:anywhere}
    footer{border-top:1px solid var(--line);padding-top:1rem;font-size:.8125rem;color:var(--soft)}
    @media(max-width:40rem){body{padding:1.25rem 1rem 2rem}h1{font-size:1.4rem}.candidates{grid-template-columns:1fr}
    .tiles{grid-template-columns:1fr;gap:.6rem}.tile{padding:.7rem .9rem}.tile .number{font-size:1.9rem}.marks{min-height:0}tbody th small{display:none}.card{padding:.8rem .85rem}}
    @media(prefers-reduced-motion:reduce){.clip img{animation-play-state:paused!important}html{scroll-behavior:auto}}
    @media print{:root{--paper:#fff;--ink:#000;--soft:#444;--line:#ccc;--panel:#fff;--model:#0067a5;--control:#b35a00;--right:#00735a;--wrong:#b3261e;--band:#eee}
    body{max-width:none;padding:0;font-size:10pt}nav,audio,tbody th small{display:none}table{font-size:8.5pt}.scroll{overflow:visible}.media{grid-template-columns:repeat(2,minmax(0,1fr))}.picture,.spectrogram{max-width:4cm}.card,.curve,tr,.tile{break-inside:avoid}h2,h3{break-after:avoid}
    .tile,.candidate{border:1px solid var(--line)}.clip{aspect-ratio:auto!important}.clip img{animation:none!important;width:100%;height:auto}.spectrogram{filter:none}}
    """
}
