// Tests: MediaCodecs
