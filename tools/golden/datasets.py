#!/usr/bin/env python3
"""Writes fixtures/datasets: a few made-up rows of every dataset that has an adapter, in its exact layout.

Which response is the better one does not come from the label column: every response carries its quality, "q~3" in a
text, the brightness of a picture, the loudness of a sound, the brightness of a clip. The tests hold what an adapter
reads from the label against these. How the marks read: fixtures/datasets/README.md.

Run once, with pyarrow 26.0.1, Pillow 13.0.0 and PyAV 18.1.0:  tools/golden/datasets.py fixtures/datasets
Rows are made up here; nothing of the datasets themselves is in them.
"""

import json
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from dataset_layouts import align_anything, arenas, clips, omnireward, pictures, pku, sounds, texts  # noqa: E402
from dataset_layouts.files import write  # noqa: E402
from dataset_layouts.media import qualities  # noqa: E402

MODULES = [align_anything, arenas, clips, omnireward, pictures, pku, sounds, texts]


def main(folder):
    folder = pathlib.Path(folder)
    layouts = sorted((layout for module in MODULES for layout in module.layouts()), key=lambda layout: layout.name)
    index = []
    for layout in layouts:
        shutil.rmtree(folder / layout.name, ignore_errors=True)
        index.append(write(layout, folder / layout.name))
    document = {"datasets": index, "media": dict(sorted(qualities().items()))}
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / "index.json").write_text(text + "\n")


main(sys.argv[1])
