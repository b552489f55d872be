"""Expressions and statements that a template may hold, one each; they are tried one by one."""

# What they refer to.
VALUES = {
    "n": 7, "m": -3, "z": 0, "x": 2.5, "big": 123456789012345678901234567890, "tiny": 1e-7, "huge": 1.5e300, "yes": True,
    "no": False, "nil": None, "s": "Hello, World", "e": "", "u": "Straße ǆ éÉ 漢字 👩‍👩‍👧 ΑΣ", "w": "  a\tb \n c\u00a0\u2003",
    "q": "it's \"q\" \\ \n\r\t\x00\x7f\x85\u200b\u2028\ue000\U0001f600", "l": [3, 1, 2, 1], "ls": ["b", "A", "c", "a"],
    "mixed": [1, "a", None, 2.0, True, [1], {"k": 1}], "empty": [], "d": {"b": 1, "a": {"c": [10, 20]}, "items": "member"},
    "ed": {}, "nested": [{"name": "x", "v": 2, "tag": "T"}, {"name": "y", "v": 1, "tag": "t"}, {"name": "z", "tag": "U"}],
    "html": "<b>&'\"</b>", "lines": "one\n\ntwo\r\nthree\x0bfour", "numbers": [5, 2.5, -1, 0], "pairs": [["a", 1], ["b", 2]],
    "dash": "well-known (thing) [it's] {o}<x>", "floats": [0.1, 1e16, 123456789.123, 1e-5, 1.0, -0.0, 1e22, 5e-324],
}

VALUE_NAMES = list(VALUES)

PLAIN = """
1 + 2 * 3 - 4 / 2
7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 % -3, 7.5 // 2, -7.5 % 2
2 ** 10, 2 ** -1, 2 ** 0.5, -2 ** 2, (-8) ** 2
1 / 0
1 // 0
1 % 0
1.0 // 0
10 / 4, 8 / 2
9223372036854775807 + 0
- 5, + 5, -x, - true
1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == true, 'a' < 'b', 'Z' < 'a', [1, 2] < [1, 3], (1,) < (1, 2)
1 < 'a'
none < 1
none == none, none != 0, [] == [], {} == {}, [1] == (1,), {'a': 1, 'b': 2} == {'b': 2, 'a': 1}
'a' in 'abc', 'd' in 'abc', 1 in [1, 2], 'a' in {'a': 1}, '' in 'abc', 1.0 in [1], none in [none], true in [1]
1 in 'abc'
'a' not in 'abc', not 'a' in 'abc'
1 in 5
[1] in {}
missing in l
'a' in missing
true and 1, 0 and 2, '' or 'x', none or false, not none, not [], not 'a', 1 and '' or 'z'
missing or 'x', missing and 'x'
'a' if true else 'b', 'a' if false else 'b', 'a' if false, ('x' if 0 else 'y' if 0 else 'z')
'a' ~ 1 ~ none ~ true ~ 2.0 ~ missing ~ [1, 'a']
'a' 'b' "c"
'a' + 'b', [1] + [2], (1,) + (2,), 'ab' * 3, 3 * 'ab', [1] * 2, 'a' * 0, 'a' * -1
'a' + 1
1 + 'a'
[1] + (2,)
missing + 1
'a' * 'b'
none + none
1 + true, true + true, true * 3, 2.5 + 1
'%s and %d' % ('a', 5), '%s' % 'x', '%5.2f|%-5d|%05d|%+d|%x|%X|%o|%e|%g|%r|%%' % (3.14159, 42, 42, 42, 255, 255, 8, 12345.678, 0.0001, 'q')
'%(a)s-%(b)d' % {'a': 1, 'b': 2}
'%s %s' % ('a',)
'%s' % ('a', 'b')
'%d' % 'a'
'%s' % [1, 2], '%s' % {'a': 1}, '%s' % none
'%c%c' % ('a', 98), '%.2s' % 'abc', '%10s|%-10s|' % ('a', 'b'), '%5s' % true
'%i %u' % (3.7, 4)
0x1F, 0b101, 0o17, 1_000, 1e3, 1.5e-3, 1E2, 00
'\\n\\t\\\\\\'\\"\\x41\\u00e9\\U0001F600\\101\\q'
"a\\
b"
(), (1,), (1, 2), [], [1,], {}, {'a': 1,}, {1: 2, none: 3, 2.5: 'x', true: 4}
{[]: 1}
{'a': 1, 'a': 2}
{1: 'a', true: 'b', 1.0: 'c'}
range(3)|list, range(1, 4)|list, range(5, 0, -2)|list, range(0)|list, range(3)
range(100001)|list
range(100000)|length
range(1, 2, 0)
range('a')
range(3)[1], range(10)[-1], range(3)[5]
dict(a=1, b=2), dict({'a': 1}, b=2), dict([['a', 1]]), dict(), dict.fromkeys(['a', 'b'], 0)
namespace(a=1).a, namespace({'a': 2}).a, namespace().x
namespace(_a=1)
namespace(a=1, b='x')
cycler('a', 'b').next(), cycler('a').current
joiner('|')()
l[0], l[-1], l[9], l['0'], l[1.0], l[true]
l[1:3], l[:-1], l[::-1], l[::2], l[10:], l[-2:], l[3:0:-1], l[:0:-1], s[1:4], s[::-1], s[-3:], u[::-1], u[3:9], (1, 2, 3)[::2]
l[::0]
nil[1:]
missing[1:]
d[1:]
d.b, d['b'], d.a.c[1], d.a['c'], d.nope, d['nope'], d.items, d['items']
d.nope.x
d['nope']['x']
missing.x
missing['x']
nil.x, nil['x'], n.x, n['x'], s.x, s['x'], l.x
s[0], s[-1], s[100], u[2], u[-1]
s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), u.upper(), u.lower(), u.title(), u.capitalize(), u.swapcase()
w.strip(), w.lstrip(), w.rstrip(), '--a-'.strip('-'), 'xyax'.lstrip('xy'), 'abc'.rstrip('bc'), w.strip(none)
w.split(), s.split(', '), s.split('o', 1), 'a,b,,c'.split(','), ''.split(), ''.split(','), w.split(none, 1), ' a b '.split(' '), s.split('l', maxsplit=2), s.split(sep='o')
s.rsplit('o', 1), w.rsplit(), w.rsplit(none, 1), 'a,b,c'.rsplit(',', 1), 'a b  c '.rsplit(maxsplit=1)
s.split('')
s.split(1)
lines.splitlines(), lines.splitlines(true), ''.splitlines(), 'a\\n'.splitlines()
s.startswith('He'), s.startswith(('x', 'H')), s.endswith('ld'), s.startswith('l', 2), s.startswith('l', 2, 3), s.endswith('', 100), s.startswith('')
s.startswith(['H'])
s.replace('l', 'L'), s.replace('l', 'L', 1), s.replace('', '-'), s.replace('o', ''), ''.replace('', 'x'), 'aaa'.replace('aa', 'b')
', '.join(['a', 'b']), ''.join([]), '-'.join('abc'), ','.join({'a': 1, 'b': 2})
', '.join([1])
s.find('o'), s.find('z'), s.rfind('o'), s.index('W'), s.count('l'), s.count(''), u.find('字'), s.find('o', 5), s.count('l', 4), s.rfind('o', 0, 5)
s.index('z')
'a'.center(4) ~ '|' ~ 'ab'.center(5, '*') ~ 'a'.ljust(3, '.') ~ 'a'.rjust(3) ~ '7'.zfill(3) ~ '-7'.zfill(4)
'abc'.center(6, 'ab')
'a-b-c'.partition('-'), 'a-b-c'.rpartition('-'), 'abc'.partition('-'), 'abc'.rpartition('-')
'prefix-x'.removeprefix('prefix-'), 'a.txt'.removesuffix('.txt'), 'abc'.removesuffix('')
'abc'.isalpha(), 'ab1'.isalnum(), '12'.isdigit(), '²'.isdigit(), '²'.isdecimal(), '½'.isnumeric(), ' \\n'.isspace(), ''.isspace(), 'ab'.islower(), 'AB'.isupper(), 'Ab Cd'.istitle(), 'A1'.isupper(), '1'.islower(), 'a_b'.isidentifier(), '1a'.isidentifier(), 'a\\n'.isprintable(), 'é'.isascii()
'{} {}'.format(1, 'a'), '{0}{1}{0}'.format('a', 'b'), '{a} {b[0]} {c.d}'.format(a=1, b=[2], c={'d': 3}), '{:>5}|{:<5}|{:^5}|{:*^7}'.format('a', 'b', 'c', 'd'), '{:5d}|{:05d}|{:,}|{:.2f}|{:e}|{:x}|{:#x}|{:+d}|{:%}'.format(42, 42, 1234567, 3.14159, 12345.6, 255, 255, 5, 0.25), '{{}} {!r} {!s}'.format('a', 'b')
'{} {}'.format(1)
'{:d}'.format('a')
'{:{}}|'.format('a', 5)
'{}'.format(none), '{}'.format([1, 'a']), '{:.3}'.format('abcdef'), '{:>8.3f}'.format(2.0)
s.nope()
s.upper('x')
s.encode
d.keys()|list, d.values()|list, d.items()|list, d.get('b'), d.get('z'), d.get('z', 5), d.get('a').get('c')
d.keys(), d.values(), d.items()
d.get([])
d.update({'x': 1})
d.pop('b')
l.append(4)
l.index(2), l.count(1), (1, 2, 1).count(1), (1, 2).index(2)
l.index(99)
d.copy() == d, l.copy()
s.__class__
s.__class__.x
d.__init__
''.__class__.__mro__
d.update is defined, l.append is defined, s.__class__ is defined, d._x is defined
s|upper, s|lower, s|title, s|capitalize, dash|title, u|title, dash.title(), u|capitalize, n|upper, nil|upper, missing|upper
w|trim, s|trim('Hd'), n|trim, nil|trim, missing|trim ~ '|'
s|length, l|length, d|length, u|length, range(3)|length, missing|length, e|count, d.items()|length
n|length
nil|length
s|first, s|last, l|first, l|last, d|first, d|last, empty|first, empty|last, missing|first, missing|last, range(3)|last, d.items()|first, d.values()|last
n|first
s|list, d|list, l|list, d.items()|list, missing|list, (1, 2)|list
nil|list
l|join, l|join('-'), ls|join(', '), nested|join(',', attribute='name'), mixed|join('|'), s|join('.'), missing|join(','), d|join(','), empty|join('x')
n|join
s|replace('o', '0'), s|replace('l', 'L', 1), n|replace('7', '8'), s|replace('o', 5), s|replace('', '-', 2)
missing|default('x'), nil|default('x'), nil|default('x', true), e|default('x'), e|default('x', true), s|default('x'), missing|d, missing|default(default_value='q'), z|d(9, boolean=true), d.nope|default('y')
missing.x|default('z')
n|string ~ 'x', nil|string, x|string, l|string, missing|string
'42'|int, '42.9'|int, 'x'|int, 'x'|int(5), x|int, '0x1f'|int(0, 16), '0b11'|int(base=2), ' 7 '|int, '1_000'|int, nil|int, yes|int, '-3'|int, '1e3'|int, l|int, 'inf'|int, '٣'|int
missing|int
'1.5'|float, 'x'|float, n|float, nil|float(2.5), '1e3'|float, ' 2 '|float, '1_0.5'|float
x|round, 2.567|round(2), 2.5|round, 3.5|round, 42.55|round(1, 'floor'), 42.51|round(0, 'ceil'), n|round, 2.675|round(2), -0.5|round, 1e300|round(2)
x|round(1, 'other')
-5|abs, m|abs, (-2.5)|abs, yes|abs
s|abs
l|sum, numbers|sum, nested|selectattr('v')|sum(attribute='v'), [[1], [2]]|sum(start=[]), empty|sum
ls|sum
l|sort, ls|sort, ls|sort(case_sensitive=true), l|sort(reverse=true), nested|sort(attribute='name', reverse=true), nested|sort(attribute='tag')|map(attribute='name')|list, 'cab'|sort, d|sort, pairs|sort(attribute='1', reverse=true), pairs|sort(attribute=0), nested|sort(attribute='tag,name')|map(attribute='name')|join
mixed|sort
d|dictsort, {'B': 1, 'a': 3, 'C': 2}|dictsort, {'B': 1, 'a': 3}|dictsort(true), {'B': 1, 'a': 3}|dictsort(false, 'value'), {'B': 1, 'a': 3}|dictsort(reverse=true)
l|dictsort
l|unique|list, ls|unique|list, ['a', 'A', 'b']|unique|list, ['a', 'A']|unique(true)|list, nested|unique(attribute='tag')|map(attribute='name')|list, [1, 1.0, true]|unique|list
l|min, l|max, ls|min, ls|max, ls|max(case_sensitive=true), empty|min, nested|max(attribute='name'), numbers|max
mixed|max
l|reverse|list, s|reverse, d|reverse|list, (1, 2)|reverse|list, empty|reverse|list, l|map('string')|reverse
l|map('string')|list, ls|map('upper')|join, nested|map(attribute='name')|list, nested|map(attribute='v')|list, nested|map(attribute='v', default=0)|list, ls|map('replace', 'b', 'x')|list, missing|map('upper')|list, nested|map(attribute='nope.x')|list
nested|map(attribute='nope.x', default='q')|list
l|map|list
l|map('nope')|list
l|map('upper', 1)|list
l|select('odd')|list, l|select('gt', 1)|list, mixed|select|list, mixed|reject|list, mixed|select('string')|list, l|reject('equalto', 1)|list, l|select('in', [1, 2])|list, mixed|select('none')|list, mixed|select('mapping')|list, l|select('divisibleby', 2)|list
l|select('nope')|list
nested|selectattr('v')|list, nested|selectattr('v', 'defined')|map(attribute='name')|list, nested|rejectattr('v')|list, nested|selectattr('name', 'equalto', 'x')|list, nested|selectattr('name', 'in', ['x', 'z'])|map(attribute='name')|list, nested|selectattr('v', '>', 1)|list
nested|selectattr('v', 'odd')|list
nested|rejectattr('tag', 'eq', 'T')|map(attribute='tag')|list, missing|selectattr('x')|list
nested|groupby('tag')|list, nested|groupby('tag', case_sensitive=true)|map(attribute='grouper')|list, nested|groupby('v', default=9)|list
nested|groupby('v')|list
l|batch(2)|list, l|batch(3, 'x')|list, l|slice(2)|list, l|slice(3, 'x')|list, empty|batch(2)|list
d|items|list, missing|items|list
l|items|list
d|attr('b'), d|attr('keys') is defined, s|attr('upper') is callable, s|attr('nope')
s|indent, lines|indent, lines|indent(2), lines|indent(2, true), lines|indent(2, true, true), lines|indent('> '), lines|indent(width=1, blank=true), e|indent(3, true) ~ '|'
n|indent
s|truncate(5), s|truncate(9), s|truncate(9, true), s|truncate(8, false, '…', 0), u|truncate(6, true, '', 0), s|truncate
s|truncate(1)
s|wordcount, 'a b_c, d-e'|wordcount, s|center(20) ~ '|', s|center
'%s=%d'|format('a', 5), '%(x)s'|format(x=1), '%s'|format
'%s %s'|format('a')
html|e, html|escape, html|safe, html|forceescape, html|e|e, html|safe|e, html|e|forceescape
('<' + (html|safe)), ((html|safe) + '<'), (html|e) ~ '<'
100|filesizeformat, 1500|filesizeformat, 1|filesizeformat, 1000000|filesizeformat, 1048576|filesizeformat(true)
d|tojson, l|tojson, s|tojson, u|tojson, q|tojson, html|tojson, nil|tojson, yes|tojson, x|tojson, big|tojson, floats|tojson, mixed|tojson, (1, 2)|tojson, {1: 2, none: 3, true: 4, 2.5: 5}|tojson
d|tojson(indent=2), nested|tojson(indent=4), empty|tojson(indent=2), ed|tojson(indent=2), d|tojson(indent=0), [[], {}, [1]]|tojson(indent=1), d|tojson(indent='--'), d|tojson(indent=none)
u|tojson(ensure_ascii=true), q|tojson(true), d|tojson(separators=(',', ':')), d|tojson(separators=[' , ', ' : '], indent=1), d|tojson(sort_keys=true), {'b': 1, 'a': 2, 'é': 3, 'Z': 4}|tojson(sort_keys=true)
{1: 1, 'a': 2}|tojson(sort_keys=true)
missing|tojson
d.nope|tojson
d.items()|tojson
range(3)|tojson
namespace(a=1)|tojson
q, u, w, [q], [u], [w], {'k': q}, floats, [big], tiny, huge, -0.0, 1e15, 1e16, 123456789012345.6, 0.0001, 0.00001, 1/3, 1e100, 5e-324
[true, none, 1.0, 'a', (1,), {}], [missing], {'a': missing}
["it's", 'say "x"', 'both \\' and "', '\\\\']
n is odd, n is even, m is odd, n is divisibleby 7, n is divisibleby(3), z is even, x is odd
s is odd
n is defined, missing is defined, missing is undefined, d.nope is defined, d.b is defined, nil is defined, nil is none, z is none, missing is none
yes is boolean, n is boolean, yes is true, no is false, n is true, 1 is true, nil is false
n is integer, yes is integer, x is integer, x is float, n is float, n is number, yes is number, x is number, s is number, nil is number
s is string, n is string, d is mapping, l is mapping, s is sequence, l is sequence, d is sequence, n is sequence, nil is sequence, missing is sequence, (1,) is sequence, range(2) is sequence, d.items() is sequence
s is iterable, l is iterable, d is iterable, n is iterable, nil is iterable, missing is iterable, d.keys() is iterable, (l|map('upper')) is iterable, namespace() is iterable
s is callable, s.upper is callable, range is callable, missing is callable, namespace is callable, d.get is callable
s is lower, 'ab' is lower, 'AB' is upper, 'a1' is lower, '1' is upper, n is lower
n is eq 7, n is equalto(7), n == 7, n is ne 8, n is gt 5, n is ge 7, n is lt 8, n is le 7, n is greaterthan 5, n is lessthan 5, n is sameas 7, nil is sameas none, yes is sameas true, 1 is sameas true, n is == 7
n is in [7, 8], n is in(l), 'a' is in 'abc', n is not in [7], 'a' is in d
n is not none, n is not defined, not n is defined
html is escaped, (html|e) is escaped, 'upper' is filter, 'nope' is filter, 'odd' is test, 'nope' is test
n is nope
n is divisibleby
n is defined and s is string or nil is none
n is defined and nope is defined
(n is odd) is true
nil is none if yes else 1
s|nope
s|upper|nope if false else 'x'
nope() if nope is defined else 'no'
nope()
n()
s.nope
missing
missing ~ missing
missing == missing, missing == nil, missing != 1
missing < 1
-missing
not missing
missing|upper ~ d.nope|lower
raise_exception('no: ' ~ n)
raise_exception(none)
raise_exception()
strftime_now('%Y-%m-%d %H:%M:%S %d %b %B %a %A %j %p %I %y %e %-d %-m %%')
lipsum is defined
loop is defined
caller is defined
true, True, false, False, none, None
1 if 1 if 1
[1, 2, 3][1:][0]
[l|length, d|length]|sum
(1).real
'a'|upper ~ 'b'|lower
-1|abs, -x|abs, not 1|abs
1 + 2|string ~ 3
l|first + 1
'x' if n > 5 and m < 0 else 'y'
n > 5 == true
not n == 7
not not n
{'a': [1, {'b': (2, 3)}]}.a[1]['b'][0]
[i for i in l]
l[0
(1
1 +
1 2
'abc
d.
d.1, l.0, pairs.0.1
s | upper | lower
a b
n ** 2 ** 1
2 ** 3 ** 2
5 in [5] == true
*l
lambda: 1
l.0.1
s ; s
{1, 2}
n = 1
n := 1
@
!n
n ? 1 : 2
n & 1
$n
`x`
1.5.real
1.
.5
"é" ~ '漢'
é
x__y is defined
_x is defined
s.join(ls), s.join(d.keys())
'a'.join(missing)
ls|map('length')|list
ls|map('first')|map('upper')|list|tojson
(ls|map('upper')|list)[0]
ls|map('upper')|first, ls|map('upper')|join(',')
ls|map('upper')|length
ls|map('upper')|last
ls|map('upper') == ls|map('upper')
ls|map('upper') is string, (ls|map('upper')) is defined, 'y' if ls|select('nope') else 'n'
'A' in ls|map('upper'), 'q' in ls|map('upper')
dict(l=l).l[0], dict(**{'a': 5}).a, range(*[1, 3])|list
'{x}'.format(**{'x': 5}), '%s'|format(*['q'])
d.get(key='b')
s.split(nope='x')
s|replace(old='o', new='0')
s|upper(1)
namespace(1)
dict(1)
l == [3, 1, 2, 1], l != [3], d == d, [l] == [[3, 1, 2, 1]]
d.a.c is sameas d.a.c
1 == '1', '1' == 1, none == false, 0 == false, '' == false
x == 2.5, 1e0 == 1, 10000000000000000 == 1e16, 9007199254740993 == 9007199254740992.0
n.real, yes.real
s.title().swapcase()[::-1].strip('D').replace('L', '') * 2
[] is none, e is none, {} is mapping, '' is string
(n, s)|tojson, (n,)|list
ls[1:]|join(' ')
ls|slice(2)|map('join', '+')|list
'a\\nb'|indent(2)|tojson
"\\ud800"
"\\N{DASH}"
" ".join(s.split(" ")|reverse)
'' ~ x ~ huge ~ tiny ~ (1e15) ~ (1.0 * 10 ** 15) ~ (10 ** 16 * 1.0)
(0.1 + 0.2), 1e23, 1.7976931348623157e308, 100.0, 1e2, 12345678901234567890.0
""".strip("\n")


def plain():
    """Every line an expression, a backslash at its end joining the next."""
    lines = PLAIN.split("\n")
    i = 0
    while i < len(lines):
        line = lines[i]
        while line.endswith("\\") and not line.endswith("\\\\"):
            i += 1
            line += "\n" + lines[i]
        i += 1
        if line:
            yield line


STATEMENTS = r"""
{% for i in l %}{{ loop.index }},{{ loop.index0 }},{{ loop.first }},{{ loop.last }},{{ loop.length }},{{ loop.revindex }},{{ loop.revindex0 }},{{ loop.previtem }},{{ loop.nextitem }},{{ loop.depth }},{{ loop.depth0 }};{% endfor %}
{% for i in l %}{{ loop.cycle('a', 'b') }}{{ loop.changed(i) }}{% endfor %}
{% for i in empty %}x{% else %}none{% endfor %}{% for i in l %}{% else %}no{% endfor %}
{% for i in missing %}x{% else %}none{% endfor %}
{% for i in nil %}x{% endfor %}
{% for i in 5 %}x{% endfor %}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}{% for k in d %}{{ k }}{% endfor %}{% for k, v in pairs %}{{ k ~ v }}{% endfor %}
{% for k, v in l %}{% endfor %}
{% for (a, b), c in [((1, 2), 3)] %}{{ a }}{{ b }}{{ c }}{% endfor %}
{% for c in u %}[{{ c }}]{% endfor %}
{% for i in l if i > 1 %}{{ i }}{{ loop.last }}{{ loop.length }}{{ loop.index }}{% else %}none{% endfor %}
{% for i in l if i > 100 %}{{ i }}{% else %}none{% endfor %}
{% for i in l %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}|{% for i in l %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}
{% break %}
{% for i in l %}{% macro f() %}{% break %}{% endmacro %}{% endfor %}
{% for i in [1, 2] %}{% for j in [3, 4] %}{{ loop.index }}{{ i }}{{ j }}{% if j == 3 %}{% continue %}{% endif %}.{% endfor %}{{ loop.index }};{% endfor %}
{% for x in [{'n': 1, 'c': [{'n': 2, 'c': []}]}] recursive %}{{ x.n }}{{ loop.depth }}({{ loop(x.c) }}){% endfor %}
{% for x in [1] %}{{ loop([2]) }}{% endfor %}
{% for i in range(3) %}{{ loop }}{% endfor %}
{% for a in l|map('string') %}{{ loop.last }}{{ a }}{% endfor %}{% for a in l|map('string') %}{{ loop.length }}{{ a }}{{ loop.revindex }}{% endfor %}
{% for loop in l %}{% endfor %}
{% for i in l %}{{ i }}{% endfor %}{{ i }}{{ loop }}
{% set a = 1 %}{% for i in l %}{% set a = a + i %}{{ a }};{% endfor %}{{ a }}
{% set ns = namespace(t=0, found=false) %}{% for i in l %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}{{ ns.found }}{{ ns }}
{% set ns.x = 1 %}
{% set d.x = 1 %}
{% set ns = namespace() %}{% set ns._x = 1 %}
{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set a, b = b, a %}{{ a }}{{ b }}{% set (c, d2) = [3, 4] %}{{ c }}{{ d2 }}
{% set a, b = l %}
{% set t = 1, 2 %}{{ t }}
{% set ns = namespace() %}{% set ns.a, b = 1, 2 %}{{ ns.a }}{{ b }}
{% set x2 %}block {{ n }}{% endset %}[{{ x2 }}]{% set y2 | upper %}abc{% endset %}{{ y2 }}{% set z2 | replace('a', 'b') | title %}aa aa{% endset %}{{ z2 }}
{% set a %}{% set inner = 1 %}{% endset %}{{ inner }}
{% set true = 1 %}
{% set n + 1 = 2 %}
{% set 'a' = 1 %}
{% if n > 5 %}a{% elif n > 3 %}b{% else %}c{% endif %}{% if no %}a{% elif yes %}b{% else %}c{% endif %}{% if no %}a{% elif no %}b{% else %}c{% endif %}{% if no %}x{% endif %}
{% if yes %}{% set leak = 1 %}{% endif %}{{ leak }}{% if no %}{% set n = 100 %}{% endif %}{{ n }}
{% if n, m %}tuple{% endif %}
{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}{% with %}{% set q2 = 1 %}{{ q2 }}{% endwith %}{{ q2 }}{% with n = 1, k = n %}{{ k }}{% endwith %}
{% macro f(a, b=2, c='x') %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ f(1) }}{{ f(1, 3) }}{{ f(1, c=9) }}{{ f() }}{{ f(b=1, a=2) }}{{ f.name }}{{ f.arguments }}
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(b=2) }}
{% macro f(a, b) %}{{ a }}{% endmacro %}{{ f(1, a=2) }}
{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, k=3) }}
{% macro f(a) %}{{ a }}{{ varargs }}{% endmacro %}{{ f(1, 2, 3) }}
{% macro f(a=1, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ f() }}{{ f(5) }}
{% macro f(a, b=1, c) %}{% endmacro %}
{% macro f() %}{{ n }}{% set n = 1 %}{{ n }}{% endmacro %}{{ f() }}{{ n }}
{% macro f(k) %}{% if k > 0 %}{{ k }}{{ f(k - 1) }}{% endif %}{% endmacro %}{{ f(5) }}
{% macro f() %}{{ caller() }}{% endmacro %}{% call f() %}inside {{ n }}{% endcall %}
{% macro f(x) %}{{ caller(x, 2) }}{% endmacro %}{% call(a, b=3) f(1) %}{{ a }}{{ b }}{% endcall %}
{% macro f() %}{% if caller %}{{ caller() }}{% else %}none{% endif %}{% endmacro %}{{ f() }}{% call f() %}c{% endcall %}
{% macro f() %}x{% endmacro %}{% call f() %}c{% endcall %}
{% call n %}c{% endcall %}
{% call nope() %}c{% endcall %}
{% for i in [1, 2] %}{% macro g() %}{{ i }}{{ loop.index }}{% endmacro %}{{ g() }}{% endfor %}
{% macro f() %}{{ later }}{% endmacro %}{% set later = 3 %}{{ f() }}
{% set fs = [] %}{% macro f() %}a{% endmacro %}{% set g = f %}{{ g() }}{{ f }}
{% macro f() %}{% for i in l %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}{% endmacro %}{{ f() }}{{ f()|upper }}{{ f() ~ 1 }}
{% macro _p() %}x{% endmacro %}{{ _p() }}
{% filter upper %}abc {{ s }}{% endfilter %}{% filter replace('a', 'b') | title %}aa{% endfilter %}{% filter indent(2) %}a
b{% endfilter %}
{% filter nope %}x{% endfilter %}
{% raw %}{{ not }} {% rendered %} {# comment #}{% endraw %}|{%- raw -%}  x  {%- endraw -%}  |
{# comment #}a{#- c -#} b {#+ c +#}
a  {%- if yes %}  b  {%- endif -%}  c
a
  {% if yes %}
b
  {% endif %}
c
  {%+ if yes %}  d
  {%+ endif +%}
e
    {{ n }}
f    {% if yes %}   
g{% endif %}   
  x {% if yes %}y{% endif %}
    {# comment #}
h
    {#- comment -#}
i {{- n -}} j
  {%- for i in l %}
  {{ i }}
  {%- endfor %}

k


{{ '\n' }}
{% if yes -%}

  spaces

{%- endif %}
{{ n -}}   
   z
{{+ n }}
{%- set a = 1 -%}   
  b   {%- set c = 2 %}
{% generation %}x{{ n }}{% endgeneration %}y{% generation -%} z {%- endgeneration %}
{% for m in [1, 2] %}u{% generation %}a{{ m }}é{% set inner2 = 1 %}{% endgeneration %}{{ inner2 }}{% endfor %}
{% block b %}x{{ n }}{% endblock %}{% block c scoped %}y{% endblock c %}
{% print n, s %}
{% nope %}
{% if %}x{% endif %}
{% if yes %}x
{% endif %}
{% for %}{% endfor %}
{% for i %}{% endfor %}
{% for i in %}{% endfor %}
{% set %}
{% set a = %}
{% endif %}
{% if yes %}{% endfor %}
{{ }}
{{ n
{% if yes
{# open
{% raw %}open
{{ n }
{% include 'x' %}
{% if no %}{% include 'x' %}{% endif %}ok
{% import 'x' as y %}
{% extends 'x' %}
{% do l.append(1) %}
{{ '}}' }}{{ "{{" }}{{ '%}' }}{% set s3 = '%}' %}{{ s3 }}
{{ {'a': {'b': 1}}['a']['b'] }}{{ {'a': {}} }}
{ { n } } {n} {%n } # {#%}#}
{{n}}{{-n-}}{{ n}}{{n }}
{%if yes%}a{%endif%}{%-if yes-%} b {%-endif-%}
{% if yes: %}x{% endif %}
line
{{ s }}
{% if nope is defined %}{{ x|nope }}{% endif %}ok
{% if no %}{{ n is nope }}{% endif %}ok
{% for i in l %}{{ x|nope }}{% endfor %}
{% if no %}{% for i in l %}{{ x|nope }}{% endfor %}{% endif %}
{{ x|nope if no else 'ok' }}
{% set ns = namespace(items=[]) %}{% for i in l %}{% set ns.items = ns.items + [i] %}{% endfor %}{{ ns.items }}{{ ns['items'] }}
{% for i in l %}{% if loop.index > 1 and loop.previtem == i %}same{% endif %}{% if not loop.last and loop.nextitem > i %}up{% endif %}{% endfor %}
{% for i in l if loop.index %}{% endfor %}
{% for a in [1, 2] %}{% for b in [1, 2] if loop.first %}{{ a }}{{ b }}{% endfor %}{% endfor %}
{% set f = 0 %}{% for i in l %}{% if i > 2 %}{% set f = i %}{% endif %}{{ f }}{% endfor %}{{ f }}
{% for i in l %}{{ v }}{% set v = i %}{{ v }}{% endfor %}
{% for s in [s] %}{{ s }}{% endfor %}{{ s }}
{% set c = cycler('a', 'b') %}{% for i in l %}{{ c.next() }}{% endfor %}{{ c.current }}{{ c.reset() }}{{ c.current }}
{% set j = joiner(', ') %}{% for i in l %}{{ j() }}{{ i }}{% endfor %}
{% set g = l|map('string') %}{{ g|first }}{{ g|list }}{{ g|list }}
{% for x in d|dictsort %}{{ x[0] }}{% endfor %}{% for k, v in d|items %}{{ k }}{% endfor %}
{% for g in nested|groupby('tag') %}{{ g.grouper }}:{{ g.list|length }}{% for x in g[1] %}{{ x.name }}{% endfor %};{% endfor %}
{% set x %}{% generation %}hidden{% endgeneration %}{% endset %}[{{ x }}]
{% filter upper %}{% for i in ls %}{{ i }}{% endfor %}{% endfilter %}
{%- macro f(x, depth=0) -%}{%- if x is mapping -%}{%- for k, v in x|dictsort -%}{{ '  ' * depth }}{{ k }}:{{ f(v, depth + 1) }};{%- endfor -%}{%- elif x is string -%}"{{ x }}"{%- else -%}{{ x }}{%- endif -%}{%- endmacro -%}{{ f(d) }}{{ f(nested[0]) }}
{% autoescape false %}{{ html }}{% endautoescape %}
{% trans %}x{% endtrans %}
{% with a=1 %}{% for i in [1] %}{% set a = 2 %}{% endfor %}{{ a }}{% endwith %}
{% for i in [1,2,3] %}{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}
{% for i in l|sort %}{{ i }}{% endfor %}{% for i in l|reverse %}{{ i }}{% endfor %}{% for i in l[::-1] %}{{ i }}{% endfor %}{% for i in range(l|length - 1, -1, -1) %}{{ l[i] }}{% endfor %}
{{ loop }}{{ namespace }}
{% set v = missing %}{{ v is defined }}{% set v = v or 'x' %}{{ v }}
{% set messages2 = l[1:] if l[0] == 3 else l %}{{ messages2 }}
{% macro m1() %}{{ m2() }}{% endmacro %}{% macro m2() %}two{% endmacro %}{{ m1() }}
{{ f() }}{% macro f() %}x{% endmacro %}
{% macro f(caller=none) %}{{ caller }}{% endmacro %}{{ f() }}
{% macro f(caller) %}{{ caller }}{% endmacro %}{{ f(1) }}
{% if yes %}{%- endif %}   {% if no %}{% endif %}|
{% call(x) (1) %}{% endcall %}
{% for i in l %}{% with a = loop.index %}{{ a }}{% endwith %}{% endfor %}
{% for i in l %}{% continue %}{% else %}none{% endfor %}{% for i in l %}{% break %}{% else %}none{% endfor %}{% for i in l %}{% if i > 1 %}{% continue %}{% endif %}{% else %}none{% endfor %}
{{ (s|items).x is defined }}{{ s|items is iterable }}
{{ '%*d|' % (-5, 1) }}{{ '%.*s|' % (-1, 'abc') }}{{ '%-*d|' % (4, 1) }}{{ 'a'.center(-3) }}
{{ s─n }}
{{ s ~ n }}{{ é is defined }}{{ ́a }}
{{ n is in({7: 1}) }}{{ {1: 'a', 2.5: 'b', none: 'c'}[true] }}{{ {1: 'a'}[1.0] }}{{ missing in {} }}{{ d.get(missing, 3) }}{{ [missing, missing, 1, 1.0]|unique|list }}
{{ 'aab' * 9 in 'aab' * 8 ~ 'aaab' * 3 ~ 'aab' * 9 }}{{ ('ab' * 12 ~ 'c') in 'ab' * 30 ~ 'c' }}{{ ('ab' * 12).find('ab' * 11 ~ 'b') }}
{% set t = namespace(a=namespace(b=1)) %}{{ t.a.b }}{% set u2 = t.a %}{% set u2.b = 5 %}{{ t.a.b }}
"""


def statements():
    """Every line a template; a line that is indented or empty goes on with the one before."""
    for line in STATEMENTS.strip("\n").split("\n"):
        yield line
    # Those whose meaning lies in their lines.
    yield STATEMENTS
    layout = STATEMENTS[STATEMENTS.index("a\n  {% if yes %}") : STATEMENTS.index("{% generation %}x")]
    yield layout
    for i in range(len(layout.split("\n"))):
        yield "\n".join(layout.split("\n")[i : i + 4])
        yield "\r\n".join(layout.split("\n")[i : i + 3]) + "\r\n\r\n"
    yield "{{ n }}\n"
    yield "{{ n }}\n\n"
    yield "\n{{ n }}"
    yield ""
    yield "\n"


def templates():
    for expression in plain():
        yield "{{ (" + expression + ") }}" if "," in expression else "{{ " + expression + " }}"
        # Alone, so that one that fails hides none of the others.
        yield "{{ " + expression + " }}"
        for part in expression.split(", "):
            yield "{{ " + part + " }}"
    yield from statements()


def combinations(rng, count):
    """Templates made at random from values, operators, filters, tests and methods."""
    filters = [
        "upper", "lower", "title", "capitalize", "trim", "length", "first", "last", "list", "join(',')", "string", "int",
        "float", "round(1)", "abs", "sum", "sort", "unique|list", "min", "max", "reverse|list", "tojson", "default('q')",
        "default('q', true)", "items|list", "dictsort", "map('string')|list", "select|list", "reject('none')|list",
        "indent(1)", "replace('a', 'b')", "truncate(4, true, '', 0)", "wordcount", "center(9)", "batch(2)|list",
        "slice(2)|list", "map(attribute='name')|list", "selectattr('v')|list", "e", "tojson(indent=1)", "safe", "count",
        "map('upper')|join", "format(1)", "groupby('tag')|list", "attr('b')", "filesizeformat",
    ]
    tests = [
        "defined", "none", "string", "mapping", "iterable", "sequence", "number", "integer", "float", "boolean", "true",
        "false", "odd", "even", "lower", "upper", "eq 1", "in [1, 'a']", "gt 1", "divisibleby 2", "callable", "sameas none",
    ]
    operators = [
        "+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or",
    ]
    accesses = [
        "[0]", "[-1]", "['b']", ".b", ".items", "[1:]", "[::-1]", "[:2]", ".upper()", ".strip()", ".split()", ".keys()|list",
        ".get('b')", ".items()|list", ".lower()", ".title()", ".split('a')", "[n]", ".a.c", "[s]", "['items']", ".name",
        ".startswith('H')", ".replace('l', '')", ".values()|list", "[yes]", "[x]", "[nil]", ".index(1)", ".count('l')",
    ]
    literals = ["1", "-2", "0", "2.5", "'a'", "''", "[]", "[1, 'a']", "{}", "{'b': 2}", "none", "true", "missing", "(1,)"]

    def operand(depth):
        kind = rng.random()
        if depth <= 0 or kind < 0.3:
            return rng.choice(VALUE_NAMES) if rng.random() < 0.7 else rng.choice(literals)
        if kind < 0.5:
            return operand(depth - 1) + rng.choice(accesses).split("|")[0]
        if kind < 0.7:
            return f"({operand(depth - 1)}|{rng.choice(filters)})"
        if kind < 0.8:
            return f"({operand(depth - 1)} is {rng.choice(['', 'not '])}{rng.choice(tests)})"
        if kind < 0.9:
            return f"({operand(depth - 1)} {rng.choice(operators)} {operand(depth - 1)})"
        return rng.choice([
            f"({operand(depth - 1)} if {operand(depth - 1)} else {operand(depth - 1)})",
            f"[{operand(depth - 1)}, {operand(depth - 1)}]", f"{{'k': {operand(depth - 1)}}}", f"not {operand(depth - 1)}",
            f"-{operand(depth - 1)}",
        ])

    for _ in range(count):
        # Powers and repetitions of what is large only take time.
        text = operand(3)
        if "**" not in text and "huge" not in text:
            yield "{{ " + text + " }}"
