// Tests: Program
