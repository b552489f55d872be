#pragma once
// What Glibc's Swift module hides, and CRC-32C with the CPU's instruction.
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// CRC-32C (Castagnoli) of `n` bytes, continuing from `crc` (0 to begin).
uint32_t aa_crc32c(uint32_t crc, const void *bytes, size_t n);

/// CPUs this process may run on, at least 1.
int aa_available_cpus(void);

/// 1 when `fd` is a regular file, 0 when not, -1 on error (errno set).
int aa_is_regular_file(int fd);

/// Writes everything that waits for the file system of the folder `path` to its disk; 0, or -1 with errno set.
int aa_sync_file_system(const char *path);

/// Lets the disk begin with what was written to a file so far, and does not wait; what cannot be, is left.
void aa_start_writing_back(int fd);

/// Makes a pipe as large as the system allows; quietly leaves it when that fails.
void aa_enlarge_pipe(int fd);

/// Installs handlers for SIGINT and SIGTERM that only store the signal's number, and ignores SIGPIPE: writing to a reader
/// that has gone then fails with EPIPE.
void aa_watch_signals(void);
/// The last watched signal that arrived, 0 when none did.
int aa_pending_signal(void);
/// Forgets it, so that a program that was asked to stop may still write what it must save.
void aa_forget_pending_signal(void);
/// A new terminal: ends[0] is its screen and keyboard, ends[1] what a program sees. For tests of what programs do in front
/// of a person. Returns 0, or -1 with errno set.
int aa_open_terminal(int ends[2]);
/// Restores the default action and raises `signal`, so that the parent sees how we died.
void aa_die_by_signal(int signal);

/// Gives blocks of 1 MiB and more back to the system as soon as they are freed. Otherwise the allocator keeps what
/// streams of frames leave behind, up to a third of what is in use.
void aa_return_large_blocks(void);

/// Keeps up to 64 MiB of what was freed, for the next of many blocks of media: giving them back and getting them again,
/// page by page and cleared, takes a tenth of the time of passing them through.
void aa_keep_freed_blocks(void);

/// Peak resident memory of this process in bytes.
uint64_t aa_peak_resident_bytes(void);
/// Seconds on the monotonic clock.
double aa_monotonic_seconds(void);

/// The exit status of a child that asked for more memory than it may have.
enum { AA_EXIT_OUT_OF_MEMORY = 86 };
/// Starts the program `arguments[0]` (a path; the list ends with NULL) with one end of a new socket as its standard
/// input; the other is `connection`. What it prints is thrown away, and it does not hear requests to stop. Returns 0 or
/// an error number.
int aa_spawn_connected(const char *const arguments[], int *connection, int *process);
/// Kills a child that may be dead already, and waits for it: its exit status, or minus the signal that ended it.
int aa_end_child(int process);
/// Bytes that could be sent or received without waiting; -1 with errno EAGAIN when there was none.
ssize_t aa_send_now(int connection, const void *bytes, size_t n);
ssize_t aa_receive_now(int connection, void *bytes, size_t n);
/// Waits until one can send or receive: above 0 then, 0 when the time is over, -1 with errno set.
int aa_wait_for(int connection, int writing, int milliseconds);
/// 1 when a peer that has nothing to say has spoken or gone.
int aa_has_hung_up(int connection);
/// 1 when `fd` is a socket.
int aa_is_socket(int fd);
