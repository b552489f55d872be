#pragma once

// Leaves this process the system calls that computing and its open descriptors need. All others fail with EPERM: open,
// socket, exec, fork, and whatever the kernel learns one day. Returns 0, or -1 when the kernel has no such filters.
int aa_filter_system_calls(void);
