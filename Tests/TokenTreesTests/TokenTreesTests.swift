// Tests: TokenTrees
