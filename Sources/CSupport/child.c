#include "CSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// The environment, but for the Swift runtime's backtraces: a crash is to end a process at once.
static char **quiet_environment(void) {
  size_t n = 0;
  while (environ[n]) n++;
  char **copy = calloc(n + 2, sizeof *copy);
  if (!copy) return NULL;
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    if (strncmp(environ[i], "SWIFT_BACKTRACE=", 16) != 0) copy[kept++] = environ[i];
  }
  copy[kept] = "SWIFT_BACKTRACE=enable=no";
  return copy;
}

int aa_spawn_connected(const char *const arguments[], int *connection, int *process) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
  int size = 1 << 20; // or what the system allows
  for (int i = 0; i < 2; i++) (void)setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  // Control-C reaches every process of a terminal: that a run ends is its parent's to say.
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGINT);
  sigaddset(&blocked, SIGTERM);
  sigaddset(&blocked, SIGHUP);
  sigaddset(&blocked, SIGQUIT);
  sigaddset(&blocked, SIGTSTP);
  posix_spawnattr_setsigmask(&attributes, &blocked);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  char **environment = quiet_environment();
  pid_t pid = 0;
  int code = ENOMEM;
  if (environment) {
    code = posix_spawn(&pid, arguments[0], &actions, &attributes, (char *const *)arguments, environment);
  }
  free(environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (code != 0) {
    close(ends[0]);
    return code;
  }
  *connection = ends[0];
  *process = (int)pid;
  return 0;
}

int aa_end_child(int process) {
  kill(process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return 0;
  }
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

ssize_t aa_send_now(int connection, const void *bytes, size_t n) {
  return send(connection, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL);
}

ssize_t aa_receive_now(int connection, void *bytes, size_t n) { return recv(connection, bytes, n, MSG_DONTWAIT); }

int aa_wait_for(int connection, int writing, int milliseconds) {
  struct pollfd p = {connection, (short)(writing ? POLLOUT : POLLIN), 0};
  return poll(&p, 1, milliseconds);
}

int aa_has_hung_up(int connection) {
  struct pollfd p = {connection, POLLIN, 0};
  return poll(&p, 1, 0) != 0;
}

int aa_is_socket(int fd) {
  int type = 0;
  socklen_t n = sizeof type;
  return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0;
}
