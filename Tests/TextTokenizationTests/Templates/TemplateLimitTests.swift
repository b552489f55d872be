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

  static let loops = "{% for a in range(1000) %}"

  @Test(arguments: [
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
    "{% set s = 'a' * 1000000 %}{{ s.replace('a', s) }}", "{% set s = 'a' * 1000000 %}{{ s.replace('', s) }}",
    "{% set s = 'a' * 10000000 %}{{ [s, s, s, s, s, s, s, s]|join(s) }}",
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
    "{{ \(nested("(", "1", ")", 100_000)) }}", "{{ \(nested("[", "", "]", 100_000)) }}",
    "{{ \(nested("not ", "1", "", 100_000)) }}", "{{ \(nested("-", "1", "", 100_000)) }}",
    "{{ 1\(nested("", "", " + 1", 100_000)) }}", "{{ 1\(nested("", "", "|string", 100_000)) }}",
    "{{ a\(nested("", "", ".a", 100_000)) }}", "{{ 1\(nested("", "", " or 1", 100_000)) }}",
    "{{ 1\(nested("", "", " if 1 else 1", 20_000)) }}", "{{ 1\(nested("", "", " ** 1", 100_000)) }}",
    "{{ \(nested("{1: ", "1", "}", 20_000)) }}", "{{ a\(nested("[a", "", "]", 100_000)) }}",
    "\(nested("{% if 1 %}", "", "{% endif %}", 20_000))",
    "\(nested("{% for a in [1] %}", "", "{% endfor %}", 20_000))",
    "{% set \(nested("(", "a", ")", 100_000)) = 1 %}", String(repeating: "a", count: 1 << 21),
  ])
  func hostileTemplatesMeetALimit(_ text: String) {
    // Smaller than the usual ones: tests are not optimised.
    var limits = TemplateLimits()
    limits.steps = 300_000
    limits.outputBytes = 1 << 22
    limits.madeBytes = 1 << 23
    #expect(Self.kind(text, limits) == .limit, "\(text.prefix(200))")
  }

  @Test func chainsOfValuesAreFreedWithoutRecursion() {
    // Namespaces that hold each other in circles and in chains, and macros that hold the variables they stand in.
    let chain =
      "{% set ns = namespace() %}{% for a in range(100000) %}{% set ns.n = namespace(n=ns.n) %}{% endfor %}ok"
    #expect(Self.kind(chain) == nil)
    #expect(
      Self.kind(
        "{% set ns = namespace() %}{% set ns.a = ns %}{% macro f() %}{{ f }}{% endmacro %}{% set ns.f = f %}ok"
      ) == nil)
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
