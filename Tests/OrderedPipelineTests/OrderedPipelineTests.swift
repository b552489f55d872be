// Tests: OrderedPipeline
