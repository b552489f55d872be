// Tests: DatasetSources
