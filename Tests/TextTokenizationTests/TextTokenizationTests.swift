// Tests: TextTokenization
