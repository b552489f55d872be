"""A small interpreter of Kaitai Struct descriptions, of what schemas/aas.ksy uses and no more.

The compiler is a program for the Java machine; this stands in for it in the tests. It knows: ``seq`` with integers (u1…u8, s4),
byte strings by ``size`` and ``size-eos``, ``contents``, types of the description with parameters, substreams, ``if``, ``enum``,
``repeat`` (eos, until, expr), and ``instances`` with a ``value``. Anything else is refused, so that nothing is passed over.
"""

import ast
import re

INTEGERS = {"u1": 1, "u2": 2, "u4": 4, "u8": 8, "s4": 4}
FIELD_KEYS = {
    "id", "type", "size", "size-eos", "contents", "if", "enum", "repeat", "repeat-until", "repeat-expr", "doc",
}  # fmt: skip
TYPE_KEYS = {"seq", "instances", "params", "doc"}
ROOT_KEYS = {"meta", "doc-ref", "seq", "types", "enums"}


class Stream:
    def __init__(self, data):
        self.data, self.position = data, 0

    def take(self, count):
        if not 0 <= count <= len(self.data) - self.position:
            raise ValueError(f"{count} bytes wanted at {self.position} of {len(self.data)}")
        self.position += count
        return self.data[self.position - count : self.position]

    @property
    def is_over(self):
        return self.position == len(self.data)


class Enumerated(int):
    name = None


class Node:
    """One parsed structure; its fields are attributes."""

    def __init__(self, parent):
        self._parent = parent


class Description:
    def __init__(self, root):
        _known(root, ROOT_KEYS)
        self.root, self.types, self.enums = root, root["types"], root["enums"]
        for body in self.types.values():
            _known(body, TYPE_KEYS)

    def parse(self, data):
        stream = Stream(data)
        node = self._structure({"seq": self.root["seq"]}, stream, None, ())
        if not stream.is_over:
            raise ValueError("bytes behind the last member")
        return node

    def _structure(self, body, stream, parent, arguments):
        node = Node(parent)
        for parameter, value in zip(body.get("params", ()), arguments):
            setattr(node, parameter["id"], value)
        node._instances = {name: spec["value"] for name, spec in body.get("instances", {}).items()}
        for field in body["seq"]:
            _known(field, FIELD_KEYS)
            if "if" in field and not self._value(field["if"], node):
                setattr(node, field["id"], None)
                continue
            setattr(node, field["id"], self._repeated(field, stream, node))
        return node

    def _repeated(self, field, stream, node):
        how = field.get("repeat")
        if how is None:
            return self._field(field, stream, node)
        items = []
        if how == "eos":
            while not stream.is_over:
                items.append(self._field(field, stream, node))
        elif how == "until":
            while not items or not self._value(field["repeat-until"], node, {"_": items[-1]}):
                items.append(self._field(field, stream, node))
        elif how == "expr":
            for index in range(self._value(field["repeat-expr"], node)):
                items.append(self._field(field, stream, node, {"_index": index}))
        else:
            raise ValueError(f"repeat: {how}")
        return items

    def _field(self, field, stream, node, names=None):
        if "contents" in field:
            found = stream.take(len(field["contents"]))
            if found != bytes(field["contents"]):
                raise ValueError(f"{field['id']} is {found!r}")
            return found
        kind = field.get("type")
        if "size" in field:
            piece = stream.take(self._value(field["size"], node, names))
        elif field.get("size-eos"):
            piece = stream.take(len(stream.data) - stream.position)
        elif kind in INTEGERS:
            number = int.from_bytes(stream.take(INTEGERS[kind]), "little", signed=kind[0] == "s")
            if "enum" not in field:
                return number
            value = Enumerated(number)
            value.name = self.enums[field["enum"]].get(number)
            return value
        else:
            return self._type(kind, stream, node, names)
        if kind is None:
            return piece
        inner = Stream(piece)
        result = self._type(kind, inner, node, names)
        if not inner.is_over:
            raise ValueError(f"{field['id']} does not fill its {len(piece)} bytes")
        return result

    def _type(self, kind, stream, node, names):
        name, _, arguments = kind.partition("(")
        values = [self._value(one, node, names) for one in arguments.rstrip(")").split(",") if one]
        return self._structure(self.types[name], stream, node, values)

    # Expressions: Python's own grammar is close enough once "a::b" is a call.

    def _value(self, text, node, names=None):
        if isinstance(text, int):
            return text
        source = re.sub(r"\b(\w+)::(\w+)\b", r'_enum("\1", "\2")', text)
        return self._evaluate(ast.parse(source, mode="eval").body, node, names or {})

    def _evaluate(self, tree, node, names):
        def of(part):
            return self._evaluate(part, node, names)

        if isinstance(tree, ast.Constant):
            return tree.value
        if isinstance(tree, ast.Name):
            return names[tree.id] if tree.id in names else self._attribute(node, tree.id)
        if isinstance(tree, ast.Attribute):
            return self._attribute(of(tree.value), tree.attr)
        if isinstance(tree, ast.Subscript):
            return of(tree.value)[of(tree.slice)]
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "_enum":
            enum, name = (one.value for one in tree.args)
            return {label: number for number, label in self.enums[enum].items()}[name]
        if isinstance(tree, ast.BoolOp):
            values = (of(one) for one in tree.values)
            return all(values) if isinstance(tree.op, ast.And) else any(values)
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
            return not of(tree.operand)
        if isinstance(tree, ast.Compare) and len(tree.ops) == 1:
            left, right = of(tree.left), of(tree.comparators[0])
            return left == right if isinstance(tree.ops[0], ast.Eq) else left != right
        if isinstance(tree, ast.BinOp):
            left, right = of(tree.left), of(tree.right)
            operations = {
                ast.Add: int.__add__, ast.Sub: int.__sub__, ast.Mod: int.__mod__, ast.BitAnd: int.__and__,
            }  # fmt: skip
            return operations[type(tree.op)](left, right)
        raise ValueError(f"expression {ast.dump(tree)}")

    def _attribute(self, node, name):
        if name in getattr(node, "_instances", {}):
            return self._value(node._instances[name], node)
        return getattr(node, name)


def _known(mapping, keys):
    unknown = set(mapping) - keys
    if unknown:
        raise ValueError(f"{sorted(unknown)} is more than this interpreter knows")
