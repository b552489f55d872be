// Tests: PreferenceRecords
