// Tests: Kernels
