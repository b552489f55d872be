// Tests: Validation
