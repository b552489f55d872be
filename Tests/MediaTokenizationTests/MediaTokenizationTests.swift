// Tests: MediaTokenization
