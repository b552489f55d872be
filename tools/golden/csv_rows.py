"""Writes fixtures/golden/csv.json: CSV texts and the rows that Python's csv module reads from them.

Made with Python 3.11.7: python3 tools/golden/csv_rows.py > fixtures/golden/csv.json
Carriage returns outside quotes stand only before line feeds: a lone one ends a row for Python and is an error here.
"""

import csv
import io
import json
import random

random.seed(20260729)
PIECES = ["a", "b c", "é", "東", ",", "\t", '"', '""', "\n", "\r\n", "'", "1.5", "", " ", "x" * 9, "long " * 5]


def written(separator):
    """What a careful writer makes of random fields."""
    rows = [
        ["".join(random.choices(PIECES, k=random.randrange(4))) for _ in range(random.randrange(1, 5))]
        for _ in range(random.randrange(1, 5))
    ]
    out = io.StringIO(newline="")
    csv.writer(
        out, delimiter=separator, lineterminator=random.choice(["\n", "\r\n"]),
        quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ).writerows(rows)
    text = out.getvalue()
    return text if random.random() < 0.7 else text.rstrip("\r\n")


def careless():
    """Quotes where they happen to fall."""
    return "".join(random.choices(["a", "b,", '"', '""', "\n", ",", "\r\n", "cd ", ',"', '",'], k=random.randrange(1, 14)))


def read(text, separator):
    """The rows before the first error, and whether there was one."""
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            if row:
                rows.append(row)
    except csv.Error:
        return rows, True
    return rows, False


cases = []
for separator in [",", "\t"]:
    cases += [(written(separator), separator) for _ in range(150)]
cases += [(careless(), ",") for _ in range(400)]
print("[")
lines = []
for text, separator in cases:
    rows, fails = read(text, separator)
    case = {"text": text, "separator": separator, "rows": rows, "fails": fails}
    lines.append(json.dumps(case, ensure_ascii=False))
print(",\n".join(lines))
print("]")
