// Tests: Reports
