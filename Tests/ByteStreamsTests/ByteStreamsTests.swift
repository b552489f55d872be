// Tests: ByteStreams
