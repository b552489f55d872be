// Room: MediaCodecs
