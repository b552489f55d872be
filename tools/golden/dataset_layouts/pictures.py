"""Pictures, and questions on pictures."""

import json

from .files import Layout
from .marks import answer, question
from .media import Medium


def pickapic():
    plan = [((3, 1), (1.0, 0.0), True), ((1, 2), (0.0, 1.0), True), ((2, 2), (0.5, 0.5), True), ((1, 3), (None, None), False)]
    for n, (quality, labels, judged) in enumerate(plan):
        yield {
            "are_different": True, "best_image_uid": "u0", "caption": question(n, **({} if judged else {"overall": "xx"})),
            "created_at": "2023-01-01", "has_label": judged, "image_0_uid": "u0", "image_0_url": "https://example.org/0",
            "image_1_uid": "u1", "image_1_url": "https://example.org/1",
            "jpg_0": Medium("image", quality[0], raw=True, form="jpg"),
            "jpg_1": Medium("image", quality[1], raw=True, form="jpg"), "label_0": labels[0], "label_1": labels[1],
            "model_0": "sdxl", "model_1": "dreamlike", "ranking_id": n, "user_id": 7,
            "num_example_per_prompt": 1, "__index_level_0__": n,
        }


def vlfeedback():
    aspects = ["Helpfulness", "Ethical Considerations", "Visual Faithfulness"]
    plan = [("431", ["543", "543", "431"]), ("122", ["122", "333", "455"]), ("2-1", ["5x1", "4x2", "351"])]  # The one in the middle lacks ratings.
    for n, (qualities, ratings) in enumerate(plan):
        marks = {"R_" + name.lower().replace(" ", "_"): digits for name, digits in zip(aspects, ratings)}
        marks["overall"] = qualities
        yield {
            "id": f"vl{n}", "prompt": question(n, **marks), "models": ["a", "b", "c"],
            # A sequence of structs is stored as a struct of lists.
            "completions": {
                "annotations": [
                    {name: {"Rating": digits[k] if digits[k] != "x" else "N/A", "Rationale": f"{name} {k}"}
                     for name, digits in zip(aspects, ratings)}
                    for k in range(3)
                ],
                "model": ["a", "b", "c"], "response": [f"An answer {k}" for k in range(3)],
            },
            "img_path": Medium("image", 4, f"images/{n}.jpg", form="jpg"),
        }


def imagerewarddb():
    plan = [("p0", "312", (1, 3, 2), "617"), ("p1", "22", (1, 1), "44"), ("p2", "1332", (3, 1, 1, 2), "1765")]
    for prompt, qualities, ranks, ratings in plan:
        marks = {"R_overall": ratings, "R_image_text_alignment": ratings[::-1], "R_fidelity": ratings}
        yield prompt, question(prompt, **marks), qualities, ranks, [int(digit) for digit in ratings]


def rewarded():
    for prompt, text, qualities, ranks, ratings in imagerewarddb():
        for k, quality in enumerate(qualities):
            yield {
                "image_path": Medium("image", int(quality), f"images/train/{prompt}_{k}.webp", form="webp"),
                "prompt_id": prompt, "prompt": text, "classification": "People",
                "image_amount_in_total": len(qualities), "rank": ranks[k], "overall_rating": ratings[k],
                "image_text_alignment_rating": ratings[::-1][k], "fidelity_rating": ratings[k],
            }


def rewarded_groups():
    for prompt, text, qualities, ranks, ratings in imagerewarddb():
        yield {
            "prompt_id": prompt, "prompt": text, "classification": "People", "image_amount_in_total": len(qualities),
            "image": [Medium("image", int(quality), form="webp") for quality in qualities], "rank": list(ranks),
            "overall_rating": ratings, "image_text_alignment_rating": ratings[::-1], "fidelity_rating": ratings,
        }


def layouts():
    rows = list(pickapic())
    yield Layout("pickapic", "data/train-00000-of-00645.parquet", rows,
                 bad=[(dict(rows[0], label_1=1.0), "label_0"), (dict(rows[0], label_0=0.7, label_1=0.3), "label_0"),
                      (dict(rows[0], label_1=None), "label_0")])
    rows = [{"human_preference": preference, "prompt": question(n), "user_hash": f"hash{n}",
             "file_path": [Medium("image", quality, f"{n}{k}.jpg", form="jpg", at=f"train/{n}{k}.jpg")
                           for k, quality in enumerate(qualities)]}
            for n, (preference, qualities) in enumerate([([1, 0], (3, 1)), ([0, 1], (1, 2))])]
    yield Layout("hpdv2-train", "train.json", rows, roots=["train"],
                 bad=[(dict(rows[0], human_preference=[1, 1]), "human_preference.0"),
                      (dict(rows[0], human_preference=[1]), "human_preference")])
    rows = [{"prompt": question(n, votes=str(len(votes))), "rank": ranks,
             "image_path": [Medium("image", int(quality), f"{n}{k}.jpg", form="jpg", at=f"test/{n}{k}.jpg")
                            for k, quality in enumerate(qualities)],
             # A vote's own order is in the annotator's name.
             "raw_annotation": [{"rank": vote, "user_hash": "hash vote~" + "".join(str(9 - r) for r in vote)}
                                for vote in votes]}
            for n, (qualities, ranks, votes) in enumerate(
                [("3124", [2, 4, 3, 1], [[2, 4, 3, 1], [1, 2, 3, 4]]), ("2213", [2, 2, 3, 1], [[2, 2, 3, 1]])])]
    yield Layout("hpdv2-test", "test.json", rows, roots=["test"],
                 bad=[(dict(rows[0], rank=[1, 2, 3, 9]), "rank.3"), (dict(rows[0], rank=[1, 2]), "rank")])
    yield Layout("imagerewarddb", "metadata-train.parquet", list(rewarded()), archive="train_1.zip", records=3)
    yield Layout("imagerewarddb-group", "1k_group.parquet", list(rewarded_groups()))
    yield Layout("imagerewarddb-pair", "1k_pair.parquet", [
        {"prompt_id": "p0", "prompt": question(0), "classification": "People", "image_amount_in_total": 4,
         "img_better": Medium("image", 3, form="webp"), "img_worse": Medium("image", 1, form="webp")}])
    def sides(n):
        return {"question": question(n), "chosen": answer(3), "rejected": answer(1)}
    yield Layout("rlhf-v", "RLHF-V-Dataset.parquet", [
        {"ds_name": "made-up", "image": Medium("image", 4), "text": json.dumps(sides(n)), "origin_dataset": "none",
         "origin_split": json.dumps({"model": "a"}), "idx": n, "image_path": "somewhere/else.jpg"} for n in range(2)],
        bad=[({"ds_name": "x", "image": None, "text": "{no json", "origin_dataset": "none"}, "text")])
    yield Layout("rlaif-v", "RLAIF-V-Dataset_000.parquet", [
        {"ds_name": "made-up", "image": Medium("image", 4), **sides(n), "origin_dataset": "none",
         "origin_split": json.dumps({"model": "a"}), "idx": str(n), "image_path": "somewhere/else.jpg"} for n in range(2)])
    yield Layout("spa-vl", "data/train-00000-of-00092.parquet", [
        {"image": Medium("image", 4), **sides(n), "image_name": f"{n}.jpg"} for n in range(2)])
    yield Layout("spa-vl-validation", "data/validation-00000-of-00001.parquet", [
        {"image": Medium("image", 4), **sides(n), "class1": "a", "class2": "b", "class3": "c"} for n in range(2)],
        adapter="spa-vl")
    rows = list(vlfeedback())
    yield Layout("vlfeedback", "vlfeedback_80k.parquet", rows)


