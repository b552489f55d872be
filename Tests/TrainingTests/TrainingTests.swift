// Tests: Training
