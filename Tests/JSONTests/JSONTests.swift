// Tests: JSON
