// Room: Kernels
