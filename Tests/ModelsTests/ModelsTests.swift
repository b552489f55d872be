// Tests: Models
