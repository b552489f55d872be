"""Golden values for Tests/ObjectivesTests: losses and coefficients by torch.autograd in double precision.

Run: python3 tools/golden/objectives.py > Tests/ObjectivesTests/ObjectiveGolden.swift
Needs torch (made with 2.x on CPU). Inputs are rounded to float32 first, so Swift reads the very same numbers.
"""
import random

import torch
import torch.nn.functional as F

random.seed(7)
BETA = 0.1
REGULARISATION = 0.01


def f32(x):
    return torch.tensor(x, dtype=torch.float32).double()


def case(scale):
    """Five sequences of one to four tokens; sequence 0 wins over 1 and 2, sequence 3 over 4."""
    lengths = [random.randint(1, 4) for _ in range(5)]
    n = sum(lengths)
    logp = f32([-abs(random.gauss(0, 1)) * scale for _ in range(n)])
    ref = f32([-abs(random.gauss(0, 1)) * scale for _ in range(n)])
    scores = f32([random.gauss(0, 1) * scale for _ in range(5)])
    return lengths, logp, ref, scores, [(0, 1), (0, 2), (3, 4)]


def sums(x, lengths):
    return torch.stack([part.sum() for part in torch.split(x, lengths)])


def evaluate(lengths, logp, ref, scores, pairs):
    w = torch.tensor([p[0] for p in pairs])
    l = torch.tensor([p[1] for p in pairs])
    out = {}
    x = logp.clone().requires_grad_()
    loss = -x.mean()
    loss.backward()
    out["sft"] = (loss.item(), x.grad)
    x = logp.clone().requires_grad_()
    z = sums(x, lengths) - sums(ref, lengths)
    loss = -F.logsigmoid(BETA * (z[w] - z[l])).mean()
    loss.backward()
    out["dpo"] = (loss.item(), x.grad)
    x = scores.clone().requires_grad_()
    loss = (-F.logsigmoid(x[w] - x[l]) + REGULARISATION * (x[w] ** 2 + x[l] ** 2) / 2).mean()
    loss.backward()
    out["reward"] = (loss.item(), x.grad)
    return out


def row(x):
    return "[" + ", ".join(repr(float(v)) for v in x) + "]"


print("// Made by tools/golden/objectives.py with torch " + torch.__version__ + "; do not edit.")
print("// swift-format-ignore-file")
print("struct ObjectiveGolden: Sendable {")
print("  var lengths: [Int]; var logp: [Float]; var ref: [Float]; var scores: [Float]")
print("  var sft: Double; var sftGradients: [Double]")
print("  var dpo: Double; var dpoGradients: [Double]")
print("  var reward: Double; var rewardGradients: [Double]")
print("  static let beta = %r, regularisation = %r" % (BETA, REGULARISATION))
print("  static let pairs = [(0, 1), (0, 2), (3, 4)]")
print("  static let all: [ObjectiveGolden] = [")
for scale in [0.1, 1, 1, 3, 10, 30, 100, 1000]:
    c = case(scale)
    g = evaluate(*c)
    print("    .init(lengths: %s, logp: %s," % (c[0], row(c[1])))
    print("      ref: %s, scores: %s," % (row(c[2]), row(c[3])))
    parts = ["%s: %r, %sGradients: %s" % (k, v[0], k, row(v[1])) for k, v in g.items()]
    print("      " + ",\n      ".join(parts) + "),")
print("  ]")
print("}")
