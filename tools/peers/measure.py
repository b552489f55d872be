"""What the peers share: how one is timed.

A peer is a function that makes `go(path) -> bytes of output`; imports and the first call are not timed, as a program that
runs for hours does not notice them. Each of `jobs` processes takes every jobs-th file. The result is one line on standard
output: items, bytes read, seconds, peak bytes (the processes' sum), separated by tabs, as media-bench prints it.
"""
import glob
import os
import resource
import sys
import time


def files(folder, *endings):
    found = [p for e in endings for p in glob.glob(os.path.join(folder, "**", "*." + e), recursive=True)]
    return sorted(found)


def one(make, paths, ready, begin):
    go = make()
    go(paths[0])
    ready()
    begin()
    size = 0
    for path in paths:
        go(path)
        size += os.path.getsize(path)
    return size


def run(peers, folder, *endings):
    """The main of a script: `script.py NAME FOLDER JOBS [MOST]`; without arguments it lists its peers."""
    if len(sys.argv) < 2:
        print("\n".join(peers))
        return
    name, jobs = sys.argv[1], int(sys.argv[3])
    paths = files(sys.argv[2], *endings)[: int(sys.argv[4]) if len(sys.argv) > 4 else None]
    os.environ.update(OMP_NUM_THREADS="1", VIPS_CONCURRENCY="1", POLARS_MAX_THREADS="1")
    measure(peers[name], paths, jobs)


def measure(make, paths, jobs):
    workers = []
    for job in range(jobs):
        up, down = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            size = one(make, paths[job::jobs], lambda: os.write(up[1], b"r"), lambda: os.read(down[0], 1))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            os.write(up[1], b"%d %d\n" % (size, peak))
            os._exit(0)
        os.close(up[1])
        os.close(down[0])
        workers.append((up[0], down[1]))
    for read, _ in workers:
        if os.read(read, 1) != b"r":
            sys.exit("the peer could not be run")
    started = time.perf_counter()
    for _, write in workers:
        os.write(write, b"g")
    answers = [os.fdopen(read).readline().split() for read, _ in workers]
    seconds = time.perf_counter() - started
    if not all(answers):
        sys.exit("the peer broke off")
    size, peak = (sum(int(a[i]) for a in answers) for i in (0, 1))
    print(f"{len(paths)}\t{size}\t{seconds:.6f}\t{peak}")
