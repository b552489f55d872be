// Room: DatasetSources
