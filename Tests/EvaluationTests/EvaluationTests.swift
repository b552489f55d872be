// Tests: Evaluation
