"""Datasets of text."""

from .files import Layout
from .marks import answer, question, turns


def hh_rlhf():
    yield {"chosen": f"\n\nHuman: {question(0)}\n\nAssistant: {answer(3)}",
           "rejected": f"\n\nHuman: {question(0)}\n\nAssistant: {answer(1)}"}
    # Several turns, and an answer with lines of its own.
    before = f"\n\nHuman: {question(1)}\n\nAssistant: Which one?\n\nHuman: The first.\n\nAssistant: "
    yield {"chosen": before + answer(3) + "\n\nA second paragraph.", "rejected": before + answer(1)}
    # The conversations differ before their last turns.
    before = f"\n\nHuman: {question(2)}\n\nAssistant: "
    yield {"chosen": before + answer(3) + "\n\nHuman: Thanks.\n\nAssistant: Welcome.",
           "rejected": before + answer(0) + "\n\nHuman: No.\n\nAssistant: Sorry."}


def ultrafeedback():
    aspects = ["instruction_following", "honesty", "truthfulness", "helpfulness"]
    plan = [("4213", "5214", [4.5, 2, 1, 3]), ("1133", "2233", [2, 2, 4, 4]), ("-231", "x324", ["N/A", 3, 3.5, 1])]
    for n, (order, ratings, fine) in enumerate(plan):
        marks = {"R_" + aspect: ratings for aspect in aspects}
        yield {
            "source": "made-up", "instruction": question(n, overall=order, **marks), "models": list("abcd"),
            "completions": [
                {
                    "model": "abcd"[k], "principle": "honesty", "custom_system_prompt": "Be honest.",
                    "response": f"An answer {k}",
                    "annotations": {
                        aspect: {"Rating": "N/A" if ratings[k] == "x" else ratings[k], "Rationale": f"{aspect} {k}"}
                        for aspect in aspects
                    },
                    # The score that is known to be wrong: the worst answer has 10.
                    "fine-grained_score": fine[k], "overall_score": 10 if order[k] == "1" else 5,
                    "critique": f"critique {k}",
                }
                for k in range(4)
            ],
            "correct_answers": ["None"], "incorrect_answers": ["None"],
        }


def helpsteer2():
    aspects = ["helpfulness", "correctness", "coherence", "complexity", "verbosity"]
    plan = [("31", "31201", "10413"), ("12", "10000", "24444"), ("22", "30000", "31111"), ("2", "44444", None)]
    for n, (order, first, second) in enumerate(plan):
        given = [first] + ([second] if second else [])
        marks = {"R_" + aspect: "".join(ratings[k] for ratings in given) for k, aspect in enumerate(aspects)}
        prompt = question(n, **marks)
        for k, ratings in enumerate(given):
            yield {"prompt": prompt, "response": answer(order[k]),
                   **{aspect: int(rating) for aspect, rating in zip(aspects, ratings)}}


def disagreements():
    aspects = ["helpfulness", "correctness", "coherence", "complexity", "verbosity"]
    for n in range(2):
        yield {"prompt": question(
            n, annotators=3, **{"R_" + aspect: f"{n}/{k % 5}/4" for k, aspect in enumerate(aspects)}), "response": "An answer",
               **{aspect: [n, k % 5, 4] for k, aspect in enumerate(aspects)}}


# The order of the two, the number, the votes.
SIGNED = [("31", -2, [(-3, "21"), (-1, "21"), (0, "11")]), ("12", 3, [(3, "12"), (2, "12")]), ("22", 0, [(1, "12"), (-1, "21")])]


def helpsteer2_preference():
    for n, (order, number, votes) in enumerate(SIGNED):
        yield {
            "split": "train", "prompt": question(n, votes=len(votes)), "response_1": answer(order[0]),
            "response_2": answer(order[1]), "preference_strength": number, "preference_statement": "one is better",
            "preference_elaboration": "because", "three_most_similar_preferences": [],
            "all_preferences_unprocessed": [
                {"strength": vote, "justification": f"so it is vote~{mark}"} for vote, mark in votes
            ],
        }
    yield {
        "split": "val", "prompt": question(9, votes=2), "response_1": answer(0), "response_2": answer(0),
        "preference_strength": -100, "preference_statement": "neither is of use", "preference_elaboration": "because",
        "three_most_similar_preferences": [],
        "all_preferences_unprocessed": [{"strength": -100, "justification": "so it is vote~00"}] * 2,
    }


def helpsteer3_preference():
    for n, (order, number, votes) in enumerate(SIGNED):
        yield {
            "domain": "general", "language": "english",
            "context": turns("Hello", "What is it?", question(n, votes=len(votes))),
            "response1": answer(order[0]), "response2": answer(order[1]), "overall_preference": number,
            "individual_preference": [
                {"score": vote, "reasoning": f"so it is vote~{mark}", "feedback1": "of the first",
                 "feedback2": "of the second"} for vote, mark in votes
            ],
        }


def context(n, **marks):
    return {"domain": "code", "language": "english", "context": turns(question(n, **marks))}


def layouts():
    rows = list(hh_rlhf())
    yield Layout("hh-rlhf", "helpful-base/train.jsonl.gz", rows, bad=[
        ({"chosen": "No transcript", "rejected": rows[0]["rejected"]}, "chosen"),
        ({"chosen": rows[0]["chosen"], "rejected": "\n\nHuman: Something else\n\nAssistant: No"}, ""),
        ({"chosen": "\n\nHuman: Only a question", "rejected": rows[0]["rejected"]}, "chosen")])
    yield Layout("hh-rlhf-red-team", "red-team-attempts/red_team_attempts.jsonl.gz", [
        {"min_harmlessness_score_transcript": -score, "num_params": "52B", "model_type": "plain lm",
         "transcript": f"\n\nHuman: {question(n, R_attack_success=str(rating))}\n\nAssistant: No.\n\nHuman: Go on."
                       "\n\nAssistant: Well.", "rating": float(rating), "task_description": "made up",
         "task_description_harmlessness_score": 1.5, "red_team_member_id": n, "is_upworker": False, "tags": None}
        for n, (score, rating) in enumerate([(1.5, 0), (2.5, 4)])])
    rows = list(ultrafeedback())
    yield Layout("ultrafeedback", "sharegpt.jsonl", rows)
    rows = [
        {"prompt": "Question", "prompt_id": f"id{n}", "chosen": turns(question(n, R_overall=f"{a}{b}"), answer(3)),
         "rejected": turns(question(n, R_overall=f"{a}{b}"), answer(1)),
         "messages": turns(question(n, R_overall=f"{a}{b}"), answer(3)), "score_chosen": float(a), "score_rejected": float(b)}
        for n, (a, b) in enumerate([(8, 4), (7, 7)])  # Equal scores occur.
    ]
    yield Layout("ultrafeedback-binarized", "data/train_prefs-00000-of-00001.parquet", rows,
                 bad=[(dict(rows[0], chosen=[{"role": "wizard", "content": "?"}]), "chosen.0.role")])
    rows = [{"chosen": turns(question(n), answer(3)), "rejected": turns(question(n), answer(1)), "source": "made-up"}
            for n in range(2)]
    yield Layout("skywork-reward", "data/train-00000-of-00001.parquet", rows)
    rows = [
        {"source": "made-up", "conversation": [{"input": "Hello", "output": "Hi"}, {"input": "Question", "output": None}],
         "prompt": "Question", "chosen": turns("Hello", "Hi", question(n, R_overall="53"), answer(3)),
         "rejected": turns("Hello", "Hi", question(n, R_overall="53"), answer(1)), "rating_chosen": 5,
         "rating_rejected": 3, "chosen_model": "model-a", "rejected_model": "model-b"} for n in range(2)
    ]
    yield Layout("capybara-dpo", "data/train-00000-of-00001.parquet", rows)
    rows = list(helpsteer2())
    yield Layout("helpsteer2", "train.jsonl.gz", rows, records=4)
    yield Layout("helpsteer2-disagreements", "disagreements/disagreements.jsonl.gz", list(disagreements()))
    rows = list(helpsteer2_preference())
    yield Layout("helpsteer2-preference", "preference/preference.jsonl.gz", rows,
                 bad=[(dict(rows[0], preference_strength=-99), "preference_strength")])
    rows = list(helpsteer3_preference())
    yield Layout("helpsteer3-preference", "preference/train.jsonl.gz", rows,
                 bad=[(dict(rows[0], overall_preference=4), "overall_preference"),
                      (dict(rows[0], overall_preference="A"), "overall_preference")])
    yield Layout("helpsteer3-feedback", "feedback/train.jsonl.gz", [
        {**context(n), "response1": "An answer", "response2": "Another", "feedback1": ["it is good", "it is long"],
         "feedback2": ["it is wrong"]} for n in range(2)])
    yield Layout("helpsteer3-edit", "edit/train.jsonl.gz", [
        {**context(n), "original_response": answer(1), "edited_response": answer(3), "change_summary": "made shorter",
         "feedback": ["it is long"]} for n in range(2)])
    yield Layout("helpsteer3-edit-quality", "edit_quality/train.jsonl.gz", [
        {**context(n, follows_feedback="21"), "original_response": "An answer", "good_edited_response": "An edit",
         "bad_edited_response": "Another edit", "feedback": ["it is long"]} for n in range(2)])
    yield Layout("helpsteer3-principle", "principle/train.jsonl.gz", [
        {**context(n, L_free=str(kept)), "response": "An answer", "principle": "It is short.",
         "fulfilment": "Yes" if kept else "No"} for n, kept in enumerate([1, 0])])


