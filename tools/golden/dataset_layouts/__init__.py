"""The layouts of preference datasets, with made-up rows."""
