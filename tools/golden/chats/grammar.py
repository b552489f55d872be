"""Templates and conversations made at random, for fuzz_chat_templates.py."""

import re

from . import shapes

TEXTS = [
    "", "Hi", "  padded \n", "two\nlines\n", "é 漢字 👩‍👩‍👧", "<think>\nhm\n</think>\n\nyes", "a, b,c", "UPPER lower", "{{ x }} {% y %}",
    "it's \"q\"", "</s>", "\t\ttabs\t", "line\r\nend\r", "\u00a0nbsp\u2003", "12", "3.5", "x" * 70, "[\"json\", 1]", "<tool_call>{}</tool_call>",
]
LISTS = [
    [{"type": "text", "text": "What is this?"}], [{"type": "image"}, {"type": "text", "text": "é"}],
    [{"type": "image_url", "image_url": {"url": "a.png"}}, {"type": "audio", "audio": "a.wav"}], [],
    [{"type": "text", "text": " a "}, {"type": "text", "text": "b\n"}], ["bare"],
]


def conversation(rng):
    """Messages and options."""
    messages = []
    if rng.random() < 0.4:
        messages.append({"role": rng.choice(["system", "developer"]), "content": rng.choice(TEXTS)})
    for i in range(rng.randint(1, 5)):
        role = ["user", "assistant"][i % 2] if rng.random() < 0.85 else rng.choice(["user", "assistant", "tool", "system", "x"])
        one = {"role": role, "content": rng.choice(TEXTS) if rng.random() < 0.75 else rng.choice([*LISTS, None, 5, {"a": 1}])}
        if role == "assistant" and rng.random() < 0.3:
            one["tool_calls"] = [
                shapes.call(rng.choice(["f", "get_weather"]), rng.choice([{}, {"a": 1, "b": [True, None, "ü"]}, '{"a": 1}', {"n": {"m": 2.5}}]))
                for _ in range(rng.randint(1, 2))
            ]
        if role == "assistant" and rng.random() < 0.2:
            one[rng.choice(["reasoning_content", "thinking", "reasoning"])] = rng.choice(TEXTS)
        if rng.random() < 0.1:
            one["name"] = rng.choice(["bob", "f"])
        if role == "tool":
            one["tool_call_id"] = "abcdefgh1"
        messages.append(one)
    options = {}
    if rng.random() < 0.5:
        options["add_generation_prompt"] = rng.random() < 0.8
    if rng.random() < 0.35:
        options["tools"] = rng.sample([shapes.WEATHER, shapes.CLOCK, shapes.FILES], rng.randint(0, 2))
    if rng.random() < 0.1:
        options["documents"] = [{"title": "A", "text": "Alpha ü"}]
    if rng.random() < 0.2:
        options["enable_thinking"] = rng.random() < 0.5
    if rng.random() < 0.1 and not options.get("add_generation_prompt"):
        options["continue_final_message"] = True
    return messages, options


class Grammar:
    """One template. Expressions know the names in reach; there is no product or power of large numbers."""

    VALUES = {"num": 7, "flt": 2.5, "word": "Hello, World", "words": ["b", "A", "c", "a"], "rec": {"b": 1, "a": {"c": [10, 20]}, "items": "i"}, "uni": "Straße éÉ漢"}
    NAMES = ["messages", "message", "tools", "tool", "num", "flt", "word", "words", "rec", "uni", "x", "y", "ns", "loop", "bos_token", "missing",
             "add_generation_prompt", "enable_thinking", "m", "content", "i", "documents", "messages[0]", "message.content", "message['role']", "messages[-1].content"]
    FILTERS = [
        "upper", "lower", "title", "capitalize", "trim", "length", "first", "last", "list", "join", "join(', ')", "string", "int", "float",
        "round", "abs", "sum", "sort", "unique|list", "min", "max", "reverse|list", "reverse", "tojson", "tojson(indent=2)", "default('q')",
        "default('q', true)", "default([])", "items", "items|list", "dictsort", "map('upper')|list", "map(attribute='role')|list",
        "map(attribute='function')|map(attribute='name')|join(',')", "selectattr('role', 'equalto', 'user')|list", "selectattr('role')|list",
        "rejectattr('role', 'in', ['tool', 'x'])|list", "rejectattr('tool_calls', 'defined')|list", "select|list", "select('string')|list",
        "reject('none')|list", "indent", "indent(2, true)", "replace('a', 'b')", "replace('\\n', '')", "truncate(9)", "wordcount", "batch(2)|list",
        "groupby('role')|list", "map('tojson')|join", "e", "safe", "attr('role')", "trim('\\n')", "tojson(ensure_ascii=False)",
        "tojson(separators=(',', ':'))", "tojson(sort_keys=true)", "count", "center(12)", "format('z')", "map('trim')|list", "map('length')|list",
        "map(attribute='content', default='-')|list", "random|d", "slice(2)|list", "unique(attribute='role')|list|length", "sort(attribute='role')",
        "dictsort(false, 'value')", "selectattr('content', 'string')|map(attribute='content')|join('|')",
    ]
    TESTS = [
        "defined", "not defined", "none", "not none", "string", "not string", "mapping", "iterable", "sequence", "number", "integer", "float",
        "boolean", "true", "false", "odd", "even", "lower", "upper", "eq 'user'", "in ['user', 'tool']", "not in words", "callable", "undefined",
        "sameas true", "equalto(7)", "divisibleby 2", "ne 1", "gt 2", "in(rec)",
    ]
    METHODS = [
        ".strip()", ".lstrip('\\n')", ".rstrip()", ".upper()", ".lower()", ".title()", ".split()", ".split(',')", ".split('</think>')[-1]",
        ".split('\\n')", ".rsplit('a', 1)", ".startswith('<')", ".endswith('\\n')", ".startswith(('H', ' '))", ".replace('a', 'b')", ".replace('\\n', ' ', 1)",
        ".items()", ".keys()|list", ".values()|list", ".get('role')", ".get('content', 'none')", ".get('tool_calls', [])", ".find('i')",
        ".count('a')", ".join(['a', 'b'])", ".capitalize()", ".splitlines()", ".format(1)", ".strip('<>')", ".isdigit()", ".index('a')", ".isspace()",
        ".partition(',')", ".removeprefix('H')", ".zfill(4)", ".rindex('i')",
    ]
    ACCESSES = [
        ".role", ".content", ".tool_calls", ".function", ".name", ".function.arguments", "['content']", "[0]", "[-1]", "[1:]", "[:-1]", "[::-1]",
        "[0]['text']", ".type", ".text", ".parameters.properties", ".b", "['items']", "[num]", ".index", ".index0", ".first", ".last", ".length",
        ".previtem", ".nextitem.role", ".reasoning_content", "['role']", "[i]", ".a.c", "[2]", "[:2]", ".thinking",
    ]
    LITERALS = ["1", "0", "-1", "2.5", "'a'", "'user'", "'assistant'", "''", "'\\n'", "[]", "[1, 'a']", "{}", "{'b': 2, 'c': 'é'}", "none", "true", "false", "'é'",
                "('a', 'b')", "\"it's\"", "{'type': 'text', 'text': 'T'}", "'%s|%d' % ('a', 3)", "range(3)", "namespace(a=1)", "10", "0.1", "1e3", "'a' 'b'"]
    OPERATORS = ["+", "+", "-", "/", "//", "%", "~", "~", "==", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or", "and", "or"]

    def __init__(self, rng):
        self.rng = rng
        self.names = list(self.NAMES)
        self.macros = []
        self.bound = {"ns": 0, "message": 0, "loop": 0}

    def pick(self, *options):
        return self.rng.choice(options)

    def known(self, *options):
        """One of those that need no name that is not there."""
        free = [name for name, count in self.bound.items() if not count]
        return self.rng.choice([o for o in options if not any(o.startswith((name + ".", name + "[", "not " + name + ".")) for name in free)])

    def text(self, depth):
        rng = self.rng
        if depth <= 0 or rng.random() < 0.2:
            return self.known(*["word", "uni", "bos_token", "messages[0].role", "messages[-1]['content']|string", "message.content|string", "(x|string)",
                               "message.role", "'a'", "'\\n'", "'é'", "' b '", "y ~ ''", "content ~ '<x>'", "\"it's\"", "(missing|default('d'))"])
        inner = self.closed(self.text(depth - 1))
        return self.pick(
            inner + rng.choice([m for m in self.METHODS if m.startswith((".strip", ".lstrip", ".rstrip", ".upper", ".lower", ".title", ".replace", ".capital", ".split('<", ".removep", ".zfill"))]),
            f"{inner}|{self.pick('trim', 'upper', 'lower', 'capitalize', 'title', 'indent', 'indent(2, true)', 'string', 'tojson', 'truncate(9)', 'center(12)', 'e')}",
            f"{inner} ~ {self.closed(self.value(depth - 1))}", f"({inner} + {self.closed(self.text(depth - 1))})",
            f"({inner} if {self.truth(depth - 1)} else {self.text(depth - 1)})", f"{self.closed(self.listing(depth - 1))}|join({self.text(depth - 2)})",
            f"{self.closed(self.value(depth - 1))}|tojson{self.pick('', '(indent=2)', '(ensure_ascii=true)', '(sort_keys=false)')}",
            f"{inner}[{self.pick('1:', ':-1', '::-1', '0', '-1', ':3', '2:4')}]", f"({self.closed(self.value(depth - 1))}|string)",
            f"'%s-%s' % ({inner}, {self.number(depth - 1)})", f"'{{}}{{:>5}}'.format({inner}, 'a')", f"({inner} or {self.text(depth - 1)})",
        )

    def listing(self, depth):
        if depth <= 0:
            return self.pick("words", "messages", "range(3)|list", "[1, 'a']", "(tools or [])", "[]", "rec.items()|list", "('b', 'a')")
        inner = self.closed(self.listing(depth - 1))
        return self.pick(
            f"{self.closed(self.text(depth - 1))}.{self.pick('split()', 'splitlines()', chr(39).join(['split(', ',', ')']), 'rsplit(none, 1)')}",
            f"[{self.value(depth - 1)}, {self.text(depth - 1)}]", f"{inner}[{self.pick('1:', ':-1', '::-1', ':2')}]", f"({inner}|list + {self.listing(depth - 1)}|list)",
            f"{inner}|map('string')|{self.pick('list', 'sort', 'unique|list', 'map(' + repr('upper') + ')|list', 'reverse|list')}",
            f"{inner}|{self.pick('select', 'reject')}('{self.pick('string', 'mapping', 'none', 'defined')}')|list",
            f"messages|{self.pick('selectattr', 'rejectattr')}('role', {self.pick(repr('equalto'), repr('ne'), repr('=='))}, 'user')|{self.pick('list', 'map(attribute=' + repr('content') + ')|list')}",
            f"{self.closed(self.text(depth - 1))}|list", f"{inner}|{self.pick('list', 'reverse|list', 'batch(2)|list', 'slice(2)|list')}", "rec|dictsort", "rec|items|list",
        )

    def number(self, depth):
        if depth <= 0:
            return self.pick("num", "1", "0", "2", "-1", "messages|length", "flt")
        inner = self.closed(self.number(depth - 1))
        return self.pick(
            f"{self.closed(self.listing(depth - 1))}|length", f"{self.closed(self.text(depth - 1))}.{self.pick('find', 'count', 'rfind')}({self.text(depth - 2)})",
            f"{inner} {self.pick('+', '-', '*')} {self.closed(self.number(0))}", f"{inner} {self.pick('%', '//', '/')} {self.pick('2', '3', '-2', '0.5')}",
            f"-{inner}", f"{inner}|{self.pick('abs', 'int', 'float', 'round', 'round(1)', 'string|int')}", f"({inner} if {self.truth(depth - 1)} else {self.number(depth - 1)})",
            f"{self.closed(self.text(depth - 1))}|length",
        )

    def truth(self, depth):
        if depth <= 0:
            return self.known("add_generation_prompt", "tools", "message.tool_calls", "missing", "true", "enable_thinking is defined", "x is string", "loop.first", "not loop.last",
                             "message.role == 'user'", "message['role'] != 'assistant'", "messages[0].role == 'system'", "tools is not none", "message.content is string",
                             "message.tool_calls is defined and message.tool_calls", "ns.a", "loop.index0 == 0", "y is not none")
        a, b = self.closed(self.truth(depth - 1)), self.truth(depth - 1)
        return self.pick(
            f"{a} and {b}", f"{a} or {b}", f"not {a}", f"{self.closed(self.value(depth - 1))} is {self.rng.choice(self.TESTS[:18])}",
            f"{self.closed(self.text(depth - 1))} {self.pick('==', '!=', 'in', 'not in', '<')} {self.text(depth - 1)}",
            f"{self.closed(self.value(depth - 1))} {self.pick('in', 'not in')} {self.listing(depth - 1)}", f"{self.number(depth - 1)} {self.pick('<', '>', '==', '>=')} {self.number(depth - 1)}",
            f"{self.closed(self.text(depth - 1))}.{self.pick('startswith', 'endswith')}({self.text(depth - 2)})", f"{self.closed(self.number(depth - 1))} is {self.pick('odd', 'even', 'divisibleby 3')}",
        )

    def value(self, depth):
        return self.pick(self.text, self.text, self.listing, self.number, self.truth)(depth)

    def expression(self, depth):
        """Mostly of the kinds that operators take, sometimes anything."""
        if self.rng.random() < 0.93:
            return self.value(depth)
        return self.loose(depth)

    def loose(self, depth):
        rng = self.rng
        kind = rng.random()
        if depth <= 0 or kind < 0.22:
            return rng.choice(self.names) if rng.random() < 0.7 else rng.choice(self.LITERALS)
        inner = self.loose(depth - 1)
        if kind < 0.36:
            return self.closed(inner) + rng.choice(self.ACCESSES)
        if kind < 0.50:
            return self.closed(inner) + rng.choice(self.METHODS)
        if kind < 0.66:
            return f"{self.closed(inner)}{self.pick('|', ' | ')}{rng.choice(self.FILTERS)}"
        if kind < 0.74:
            return f"{self.closed(inner)} is {rng.choice(self.TESTS)}"
        other = self.loose(depth - 1)
        if kind < 0.88:
            # Without brackets as well: the order of the operators is theirs.
            text = f"{inner} {rng.choice(self.OPERATORS)} {other}"
            return text if rng.random() < 0.5 else f"({text})"
        if kind < 0.90:
            return f"{self.closed(inner)} * {self.pick('2', '0', '-1', 'num')}"
        if kind < 0.92 and self.macros:
            return f"{rng.choice(self.macros)}({self.pick('', inner, inner + ', ' + other, 'b=' + other)})"
        if kind < 0.95:
            return f"({inner} if {other}{self.pick('', ' else ' + self.loose(depth - 1))})"
        return self.pick(f"[{inner}, {other}]", f"{{'k': {inner}, 'l': {other}}}", f"not {inner}", f"-{self.closed(inner)}", f"({inner},)",
                         f"dict(a={inner}, b={other})", f"{self.closed(inner)}[{other}]", f"{inner} < {other} == true", f"{self.closed(inner)}.get({other})")

    def closed(self, text):
        return text if re.fullmatch(r"[\w.\[\]'\-0-9]+|'[^']*'", text) and not text.startswith("-") else f"({text})"

    def tag(self, inside):
        left, right = self.pick("{%", "{%", "{%-", "{%-", "{%+"), self.pick("%}", "%}", "-%}", "-%}", "+%}")
        return f"{left} {inside} {right}"

    def space(self):
        return self.pick("", "", "\n", "  ", "\n  ", " \n", "\n\n", "\t", "\r\n", " x ", "text\n", "<|im_start|>", "é\u00a0 ", "{", "}", "# ")

    def statement(self, depth):
        rng = self.rng
        kind = rng.random()
        if depth <= 0 or kind < 0.34:
            left, right = self.pick("{{", "{{", "{{-"), self.pick("}}", "}}", "-}}")
            return f"{left} {self.expression(3)} {right}"
        if kind < 0.50:
            name, over = self.pick(
                ("message", "messages"), ("message", "messages"), ("m", "messages[1:]"), ("i", "range(3)"), ("x", "words"), ("tool", "tools or []"),
                ("k, v", "rec.items()"), ("k, v", "rec|dictsort"), ("x", self.listing(2)), ("i, x", "[(1, 2), (3, 4)]"), ("part", "message.content"),
                ("message", "messages|selectattr('role', 'equalto', 'user')"), ("x", "message.tool_calls"), ("m", "messages|reverse"),
            )
            test = f" if {self.truth(1)}" if rng.random() < 0.15 else ""
            before = list(self.names)
            self.names += [part.strip() for part in name.split(",")] * 2
            self.bound["loop"] += 1
            self.bound["message"] += name == "message"
            body = self.body(depth - 1)
            if rng.random() < 0.15:
                body += self.tag(f"if {self.truth(1)}") + self.tag(self.pick("break", "continue")) + self.tag("endif")
            self.names = before
            self.bound["loop"] -= 1
            self.bound["message"] -= name == "message"
            otherwise = self.tag("else") + self.body(depth - 2) if rng.random() < 0.1 else ""
            return self.tag(f"for {name} in {over}{test}") + body + otherwise + self.tag("endfor")
        if kind < 0.68:
            parts = self.tag(f"if {self.truth(2)}") + self.body(depth - 1)
            for _ in range(rng.choice([0, 0, 1, 2])):
                parts += self.tag(f"elif {self.truth(2)}") + self.body(depth - 1)
            if rng.random() < 0.5:
                parts += self.tag("else") + self.body(depth - 1)
            return parts + self.tag("endif")
        if kind < 0.80:
            name = self.known("x", "y", "content", "ns.a", "ns.b", "ns.a", "y", "x, y", "num")
            return self.tag(f"set {name} = {self.expression(3)}")
        if kind < 0.84:
            return self.tag(f"set {self.known('x', 'y', 'ns.a')}{self.pick('', '', ' | trim', '|upper')}") + self.body(depth - 1) + self.tag("endset")
        if kind < 0.89:
            name = self.pick("f", "g", "h")
            parameters = self.pick("", "a", "a, b='z'", "x=none", "m, depth=0")
            before = list(self.names)
            self.names += [p.split("=")[0].strip() for p in parameters.split(",") if p] * 2 + ["varargs", "kwargs", "caller"]
            # Only macros of before: they would call each other for ever.
            body = self.body(depth - 1)
            self.names = before
            self.macros.append(name)
            return self.tag(f"macro {name}({parameters})") + body + self.tag("endmacro")
        if kind < 0.91 and self.macros:
            return self.tag(f"call {rng.choice(self.macros)}({self.pick('', self.expression(1))})") + self.body(depth - 1) + self.tag("endcall")
        if kind < 0.93:
            return self.tag(f"with {self.pick('x', 'q')} = {self.expression(2)}") + self.body(depth - 1) + self.tag("endwith")
        if kind < 0.95:
            return self.tag(f"filter {self.pick('upper', 'trim', 'indent(2)', 'replace(num, 1)', 'title')}") + self.body(depth - 1) + self.tag("endfilter")
        if kind < 0.97:
            return self.pick("{% generation %}", "{%- generation -%}") + self.body(depth - 1) + self.pick("{% endgeneration %}", "{%- endgeneration %}")
        if kind < 0.985:
            return self.pick("{# note #}", "{#- note -#}", "{%- raw %} {{ x }} {% endraw -%}", "{# {{ x }} #}", "{% raw %}\n{%{% endraw %}")
        if rng.random() < 0.1:
            return "{{ raise_exception('no: ' ~ messages|length) }}"
        return self.pick( "{{ strftime_now('%d %b %Y') }}", "{% set ns = namespace(a=[], b='') %}",
            "{% set ns.a = ns.a + [1] %}", "{{ cycler('a', 'b').next() }}", "{{ joiner(',')() }}", "{{ loop.cycle('a', 'b') }}", "{{ loop.changed(num) }}",
        )

    def body(self, depth):
        return "".join(self.space() + self.statement(depth) for _ in range(self.rng.randint(0, 3))) + self.space()

    def template(self):
        start = ""
        if self.rng.random() < 0.7:
            start = "{%- set ns = namespace(a=1, b='', found=false) %}"
            self.bound["ns"] = 1
        return start + "".join(self.space() + self.statement(self.rng.randint(0, 4)) for _ in range(self.rng.randint(1, 4))) + self.space()


TOKENS = re.compile(r"\{[%{#][-+]?|[-+]?[%}#]\}|\w+|\s+|'[^'\n]*'|\"[^\"\n]*\"|[=!<>]=|.", re.S)
PIECES = [
    "{%", "%}", "{%-", "-%}", "{{", "}}", "{{-", "-}}", "{#", "#}", "+%}", "not", "and", "or", "in", "is", "if", "else", "elif", "endif", "for", "endfor",
    "loop.index0", "loop.last", "none", "true", "(", ")", "[", "]", "|", "trim", "tojson", "length", "~", "+", "==", "!=", " ", "\n", "\n\n", "''", "0",
    "set", "macro", "endmacro", "messages", "message", "content", ".strip()", "defined", "string", "namespace()", "break", "continue", "{% generation %}",
    "[0]", "[-1]", "['content']", ".role", "tools", "1", ",", ":", "{}", "[]", "default('')", "first", "last", "items()", "'\\n'",
]


def mutated(rng, template):
    """The template with some of its tokens left out, doubled, exchanged or replaced."""
    tokens = TOKENS.findall(template)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
        i = rng.randrange(len(tokens))
        kind = rng.random()
        if kind < 0.3:
            del tokens[i : i + rng.choice([1, 1, 2, 5])]
        elif kind < 0.5:
            tokens[i] = rng.choice(PIECES)
        elif kind < 0.65:
            tokens.insert(i, rng.choice(PIECES))
        elif kind < 0.8:
            tokens[i] = rng.choice(tokens)
        elif kind < 0.9:
            j = rng.randrange(len(tokens))
            tokens[i], tokens[j] = tokens[j], tokens[i]
        else:
            j = rng.randrange(len(tokens))
            tokens[i:i] = tokens[j : j + rng.randint(1, 30)]
        if not tokens:
            return template
    return "".join(tokens)


def scrambled(rng, template):
    """The template with bytes and numbers changed, pieces repeated or moved, nesting grown."""
    if rng.random() < 0.3:
        return mutated(rng, template)
    data = bytearray(template.encode())
    for _ in range(rng.choice([1, 2, 4, 16, 64])):
        if not data:
            break
        i = rng.randrange(len(data))
        kind = rng.random()
        if kind < 0.25:
            data[i] = rng.randrange(256)
        elif kind < 0.4:
            data[i] = rng.choice(b"{}%#()[]|'\"-+*~.,:=<>_ \n\\0159")
        elif kind < 0.55:
            del data[i : i + rng.choice([1, 2, 8, 100])]
        elif kind < 0.7:
            j = rng.randrange(len(data))
            data[i:i] = data[j : j + rng.choice([1, 8, 100, 1000])]
        elif kind < 0.8:
            piece = rng.choice(PIECES).encode()
            data[i:i] = piece * rng.choice([1, 1, 2, 300])
        elif kind < 0.9:
            number = rng.choice([b"0", b"-1", b"9223372036854775807", b"-9223372036854775808", b"1000000", b"99999999999999999999", b"1e308", b"*"])
            found = list(re.finditer(rb"\d+", data))
            if found:
                match = rng.choice(found)
                data[match.start() : match.end()] = number
        else:
            data[i:i] = rng.choice([b"{{ 'a' * 9999999 }}", b"{% for a in range(99999) %}", b"{% endfor %}", b"{% set messages = messages + messages %}",
                                    b"{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", b" * 10000", b"|list|string|tojson", b".center(99999999)"])
    return data.decode(errors="replace")
