"""Prints the golden values of Tests/EvaluationTests (numpy 2.4.6, scipy 1.17.1). Run by hand; the tests need no Python."""
import numpy as np
from scipy import stats

M32 = 0xFFFFFFFF


def philox(counter, key):
    x, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [(p1 >> 32) ^ x[1] ^ k[0], p1 & M32, (p0 >> 32) ^ x[3] ^ k[1], p0 & M32]
        k = [(k[0] + 0x9E3779B9) & M32, (k[1] + 0xBB67AE85) & M32]
    return x


def fnv(name):
    h = 0x811C9DC5
    for c in name.encode():
        h = ((h ^ c) * 0x01000193) & M32
    return h


def bootstrap(credits, sizes, name, seed, replicates):
    n, means = len(sizes), []
    for r in range(replicates):
        draws = []
        for pair in range((n + 1) // 2):
            w = philox((pair, 0, r, fnv(name)), (seed & M32, seed >> 32))
            draws += [((w[0] << 32 | w[1]) * n) >> 64, ((w[2] << 32 | w[3]) * n) >> 64]
        draws = draws[:n]
        means.append(sum(credits[i] for i in draws) / sum(sizes[i] for i in draws))
    return means


for k, n in [(8, 10), (0, 5), (5, 5), (123, 200)]:
    print("wilson", k, n, *stats.binomtest(k, n).proportion_ci(method="wilson"))
for n in [1, 10, 100, 1000]:
    low, high = stats.binom.ppf([0.025, 0.975], n, 0.5)
    print("chance", n, low / n, high / n)
credits, sizes = [2, 0, 1.5, 1, 0, 3, 0.5], [2, 1, 2, 1, 1, 4, 1]
means = bootstrap(credits, sizes, "golden", 7 << 32 | 5, 200)
print("bootstrap", means[0], means[199], *np.quantile(means, [0.025, 0.975]))
mean = sum(credits) / sum(sizes)
print("se", np.sqrt(sum((c - mean * s) ** 2 for c, s in zip(credits, sizes))) / sum(sizes))
w = np.array([1.5, 0.25, -0.5, 2.0, 0.75, 0.75])
l = np.array([0.5, 0.5, -1.5, 1.0, 0.75, -2.0])
d = w - l
print("margins", d.mean(), d.std(ddof=1), np.quantile(d, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]).tolist())
print("d'", (w.mean() - l.mean()) / np.sqrt((w.var(ddof=1) + l.var(ddof=1)) / 2))
print("auroc", stats.mannwhitneyu(w, l).statistic / (len(w) * len(l)))
