// Tests: Archives
