import JSON
import Testing
import TextTokenization

/// A template is written by strangers: whatever it says, rendering ends, within the memory allowed.
@Suite struct TemplateLimitTests {
  static let messages: [JSONValue] = [["role": "user", "content": "Hi"]]

  static func kind(_ text: String, _ limits: TemplateLimits = TemplateLimits()) -> TemplateError.Kind? {
    do throws(TemplateError) {
      _ = try ChatTemplate(text, limits: limits).render(messages: messages)
      return nil
    } catch {
      return error.kind
    }
  }

  static func nested(_ open: String, _ inner: String, _ close: String, _ count: Int) -> String {
    String(repeating: open, count: count) + inner + String(repeating: close, count: count)
  }

  /// A template whose name in reports is short.
  struct Hostile: CustomTestStringConvertible {
    let text: String
    var testDescription: String { text.utf8.count > 200 ? text.prefix(120) + "…" : text }
  }

  static let loops = "{% for a in range(1000) %}"

  static let greedy: [String] = [
    // Time.
    "\(nested(loops, "", "{% endfor %}", 4))",
    "{% set l = range(100000)|list %}{% for a in l %}{% for b in l %}{% endfor %}{% endfor %}",
    "{% set l = range(100000)|list %}{{ l|map('string')|join|length }}{% for a in l %}{% if a in l %}{% endif %}{% endfor %}",
    "{{ ('a' * 1000000)|list|sort|join|length }}{% for a in range(100000) %}{{ ('b' in 'a' * 100000) or '' }}{% endfor %}",
    // Memory.
    "{% set ns = namespace(s='aaaaaaaa') %}{% for a in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
    "{% set ns = namespace(l=[1]) %}{% for a in range(100) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
    "{{ 'a' * 99999999999 }}", "{{ [1] * 99999999999 }}", "{{ 'a'.center(99999999999) }}",
    "{{ '%99999999999d' % 1 }}", "{{ '{:>99999999999}'.format(1) }}", "{{ 'a'|indent(99999999999) }}",
    "{% for a in range(100000) %}{{ 'a' * 100000 }}{% endfor %}",
    "{% set s = 'a' * 1000000 %}{{ s.replace('a', s) }}",
    "{% set s = 'a' * 1000000 %}{{ s.replace('', s) }}",
    "{% set s = 'a' * 1000000 %}{{ [s, s, s, s, s, s, s, s]|join(s) }}",
    "{{ range(100001) }}", "{{ range(-9223372036854775807, 9223372036854775807) }}",
    "{{ 'a'|tojson(indent=99999999999) }}",
    "{{ [1]|batch(99999999999, 0)|list }}", "{{ [1]|slice(99999999999, 0)|list }}",
    // What is in it many times over grows when it is written.
    "{% set ns = namespace(l=[1]) %}{% for a in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|tojson }}",
    "{% set ns = namespace(l=[1]) %}{% for a in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
    "{% set a = namespace(l=[1]) %}{% set b = namespace(l=[1]) %}{% for i in range(60) %}{% set a.l = [a.l, a.l] %}"
      + "{% set b.l = [b.l, b.l] %}{% endfor %}{{ a.l == b.l }}",
    // Depth.
    "{% set ns = namespace(l=[]) %}{% for a in range(100000) %}{% set ns.l = [ns.l] %}{% endfor %}",
    "{% set ns = namespace(l={}) %}{% for a in range(100000) %}{% set ns.l = {'a': ns.l} %}{% endfor %}",
    "{% set ns = namespace(l=['a']) %}{% for a in range(100000) %}{% set ns.l = ns.l|map('upper') %}{% endfor %}{{ ns.l|list }}",
    "{% set ns = namespace(l={}) %}{% for a in range(100000) %}{% set ns.l = {'a': ns.l.get} %}{% endfor %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% macro f(x) %}{{ f(x + 1) if x < 100000 }}{% endmacro %}{{ f(0) }}",
    "{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}",
    "{% for a in [[]] recursive %}{{ loop([a]) }}{% endfor %}",
    "{% set ns = namespace() %}{% set ns.a = ns %}{{ ns }}",
    "{% set ns = namespace() %}{% set ns.l = [ns] %}{{ ns.l }}",
    "{{ \(nested("(", "1", ")", 5_000)) }}", "{{ \(nested("[", "", "]", 5_000)) }}",
    "{{ \(nested("not ", "1", "", 5_000)) }}", "{{ \(nested("-", "1", "", 5_000)) }}",
    "{{ 1\(nested("", "", " + 1", 5_000)) }}", "{{ 1\(nested("", "", "|string", 5_000)) }}",
    "{{ a\(nested("", "", ".a", 5_000)) }}", "{{ 1\(nested("", "", " or 1", 5_000)) }}",
    "{{ 1\(nested("", "", " if 1 else 1", 5_000)) }}", "{{ 1\(nested("", "", " ** 1", 5_000)) }}",
    "{{ \(nested("{1: ", "1", "}", 5_000)) }}", "{{ a\(nested("[a", "", "]", 5_000)) }}",
    "\(nested("{% if 1 %}", "", "{% endif %}", 5_000))",
    "\(nested("{% for a in [1] %}", "", "{% endfor %}", 5_000))",
    "{% set \(nested("(", "a", ")", 5_000)) = 1 %}", "\(String(repeating: "a", count: 1 << 21))",
  ]

  @Test(arguments: greedy.map(Hostile.init))
  func hostileTemplatesMeetALimit(_ template: Hostile) {
    // Smaller than the usual ones: tests are not optimised.
    var limits = TemplateLimits()
    limits.steps = 60_000
    limits.outputBytes = 1 << 20
    limits.madeBytes = 1 << 21
    #expect(Self.kind(template.text, limits) == .limit)
  }

  /// What would trap, take for ever or fill the memory where it is not seen to, and what becomes of it.
  static let tricky: [(text: String, kind: TemplateError.Kind?)] = [
    // Integers at the ends of 64 bits.
    ("{{ range(-9223372036854775807, 9223372036854775807, 4611686018427387904)|list|length }}", nil),
    ("{{ 'a'.center(-9223372036854775807 - 1) }}", nil), ("{{ [1, 2][::9223372036854775807] }}", nil),
    ("{{ [1, 2][::-9223372036854775807 - 1] }}", nil),
    ("{{ 'a'.find('a', -9223372036854775807 - 1) }}", nil),
    ("{{ -(-9223372036854775807 - 1) }}", .unsupported),
    ("{{ (-9223372036854775807 - 1)|abs }}", .unsupported),
    ("{{ (-9223372036854775807 - 1) // -1 }}", .unsupported),
    ("{{ (-1e300)|filesizeformat }}", .unsupported),
    ("{{ '%*d' % (-9223372036854775807 - 1, 1) }}", .limit), ("{{ '%.*s' % (-1, 'abc') }}", nil),
    ("{{ '%.*d' % (10000000000, 1) }}", .limit), ("{{ '%.*f' % (2000000000, 1.5) }}", .limit),
    // Texts and lists whose size is known only afterwards.
    ("{{ '\(nested("%.1000000f", "", "", 100))' % ((1,) * 100) }}", .limit),
    ("{{ '\(nested("{0}", "", "", 100))'.format('a' * 1000000) }}", .limit),
    ("{{ '\(nested("%(a)s", "", "", 100))' % {'a': 'a' * 1000000} }}", .limit),
    ("{{ [[[[[[[[1]]]]]]]]|tojson(indent=1000000) }}", .limit), ("{{ [1] * 1000000 }}", .limit),
    ("{{ ('a' * 1000000)|list|length }}", .limit), ("{{ ('<' * 1000000)|e|length }}", .limit),
    ("{% for i in range(40000) %}{% macro f() %}{% endmacro %}{% endfor %}", .limit),
    ("\(nested("{% set a %}\(nested("a", "", "", 100000))", "", "{% endset %}", 50))", .limit),
    // Many small comparisons.
    ("{{ dict.fromkeys(range(5000))|length }}", nil),
    (
      "{% set d = dict.fromkeys(range(2000)) %}{% for i in range(5000) %}{% if d[i] %}{% endif %}{% endfor %}",
      nil
    ),
    ("{% set n = namespace(dict.fromkeys(range(2000)|map('string'))) %}", nil),
    ("{{ dict(**dict.fromkeys(range(2000)|map('string'))) }}", .limit),
    ("{{ f(\((0..<300).map { "a\($0)=1" }.joined(separator: ", "))) }}", .limit),
    (
      "{% set n = namespace(t=(1,)) %}{% for i in range(60) %}{% set n.t = (n.t, n.t) %}{% endfor %}{{ {n.t: 1} }}",
      .unsupported
    ),
    (
      "{% set k = 'a' * 1000000 %}{% for i in range(100000) %}{% if {}[k] %}{% endif %}{% endfor %}", .limit
    ),
    (
      "{% set k = 'a' * 1000000 %}{% for i in range(100000) %}{% if k|length %}{% endif %}{% endfor %}",
      .limit
    ),
    (
      "{% set k = [''] * 100000 %}{% for i in range(100000) %}{% if k|join or k.count(1) %}{% endif %}{% endfor %}",
      .limit
    ),
    ("{% for i in [1, 2] %}{{ 1\(nested(" == 1", "", "", 40_000)) }}{% endfor %}", .limit),
    ("{% for i in [1, 2] %}{{ ''\(nested(" ~ ''", "", "", 40_000)) }}{% endfor %}", .limit),
    ("{{ ('a' * 20000 ~ 'b') in 'a' * 100000 }}", nil), ("{{ ('a ' * 5000).split()|length }}", nil),
    ("{{ ('a' * 100000).rfind('b' ~ 'a' * 50000) }}", .limit),
    ("{% for i in range(3000)|map('string') %}{% if loop.length %}{% endif %}{% endfor %}", nil),
    // Expressions that are high without being nested.
    ("{% if no %}{{ a\(nested("\(nested("|d", "", "", 199))()", "", "", 500)) }}{% endif %}", .limit),
  ]

  @Test(arguments: tricky.map { (Hostile(text: $0.text), $0.kind) })
  func hostileTemplatesEnd(_ template: Hostile, _ kind: TemplateError.Kind?) {
    var limits = TemplateLimits()
    limits.steps = 60_000
    limits.outputBytes = 1 << 20
    limits.madeBytes = 1 << 21
    #expect(Self.kind(template.text, limits) == kind)
  }

  @Test(
    arguments: [
      // Namespaces that hold each other in circles and in chains, and macros that hold the variables they stand in.
      ("{% for a in range(100000) %}{% set n.l = namespace(n=n.l) %}{% endfor %}", nil),
      ("{% set n.l = n %}{% macro f() %}{{ f }}{% endmacro %}{% set n.f = f %}", nil),
      // Loops beyond their end.
      ("{% for i in range(30000) %}{% for x in [n.l] %}{% set n.l = loop %}{% endfor %}{% endfor %}", nil),
      (
        "{% for i in range(30000) %}{% for x in [1] %}{% set a = loop.changed(n.l) %}{% set n.l = loop %}{% endfor %}{% endfor %}",
        nil
      ),
      ("{% for i in range(30000) %}{% set n.l = [1]|map('default', n.l) %}{% endfor %}", .limit),
      ("{% for i in range(30000) %}{% set n.l = joiner(n.l) %}{% endfor %}", .limit),
    ] as [(String, TemplateError.Kind?)])
  func chainsOfValuesAreFreedWithoutRecursion(_ text: String, _ kind: TemplateError.Kind?) {
    #expect(Self.kind("{% set n = namespace() %}" + text) == kind)
  }

  @Test func limitsAreThoseGiven() {
    var limits = TemplateLimits()
    limits.steps = 100
    #expect(Self.kind("{% for a in range(1000) %}{{ a }}{% endfor %}", limits) == .limit)
    limits = TemplateLimits()
    limits.outputBytes = 10
    #expect(Self.kind("0123456789", limits) == nil)
    #expect(Self.kind("01234567890", limits) == .limit)
    limits = TemplateLimits()
    limits.range = 3
    #expect(Self.kind("{{ range(3)|list }}", limits) == nil)
    #expect(Self.kind("{{ range(4)|list }}", limits) == .limit)
    limits = TemplateLimits()
    limits.depth = 10
    #expect(Self.kind("{{ [[[1]]] }}", limits) == nil)
    #expect(Self.kind("{{ [[[[[[1]]]]]] }}", limits) == .limit)
    limits = TemplateLimits()
    limits.templateBytes = 4
    #expect(Self.kind("abcde", limits) == .limit)
  }

  @Test(arguments: [
    "{{ ''.__class__.x }}", "{{ messages.append(1) }}", "{{ messages[0].update({}) }}",
    "{{ messages.sort() }}",
  ])
  func sandboxKeepsBackWhatChangesOrLooksInside(_ text: String) {
    #expect(Self.kind(text) == .forbidden)
  }
}
