// Tests: Objectives
