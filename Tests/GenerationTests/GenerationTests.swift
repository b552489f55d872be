// Tests: Generation
