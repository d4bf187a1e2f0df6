#include "confinement.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The headers of a distribution are older than its kernels: what they may lack stands here by number.
enum { SYS_LANDLOCK_CREATE = 444, SYS_LANDLOCK_ADD = 445 };
enum { CALL_PIDFD_SEND_SIGNAL = 424, CALL_PIDFD_OPEN = 434, OPTION_PEERPIDFD = 77 };

struct ruleset_attributes {
  uint64_t files, network, scopes;
};

static const uint64_t ACCESS_TRUNCATE = 1ULL << 14;
static const uint64_t SCOPE_ABSTRACT_SOCKETS = 1ULL << 0, SCOPE_SIGNALS = 1ULL << 1;
static const uint64_t ACCESS_REFER = 1ULL << 13;
static const uint64_t ACCESS_FIRST = (1ULL << 13) - 1;

static uint64_t everything(int version) {
  return ACCESS_FIRST | (version >= 2 ? ACCESS_REFER : 0) | (version >= 3 ? ACCESS_TRUNCATE : 0);
}

int clinux_landlock_version(void) {
  return (int)syscall(SYS_LANDLOCK_CREATE, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
}

int clinux_landlock_ruleset(int version, int scopes_abstract_sockets) {
  struct ruleset_attributes attributes = {.files = everything(version)};
  size_t size = sizeof attributes.files;
  if (version >= 6) {
    attributes.scopes = SCOPE_SIGNALS | (scopes_abstract_sockets ? SCOPE_ABSTRACT_SOCKETS : 0);
    size = sizeof attributes;
  }
  return (int)syscall(SYS_LANDLOCK_CREATE, &attributes, size, 0);
}

static int allow(int ruleset, int fd, uint64_t access) {
  struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
  int result = (int)syscall(SYS_LANDLOCK_ADD, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  int reason = errno;
  close(fd);
  errno = reason;
  return result;
}

int clinux_landlock_allow(int ruleset, int version, const char *path) {
  int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (fd == -1) return errno == ENOENT || errno == EACCES || errno == ELOOP ? 0 : -1;
  struct stat status;
  if (fstat(fd, &status) == -1) return close(fd), -1;
  if (S_ISLNK(status.st_mode)) return close(fd), 0;
  uint64_t of_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
                      ACCESS_TRUNCATE;
  uint64_t access = everything(version);
  return allow(ruleset, fd, S_ISDIR(status.st_mode) ? access : access & of_files);
}

int clinux_landlock_allow_listing(int ruleset, const char *path) {
  int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return fd == -1 ? -1 : allow(ruleset, fd, LANDLOCK_ACCESS_FS_READ_DIR);
}

int clinux_process_handle(pid_t process) { return (int)syscall(CALL_PIDFD_OPEN, process, 0); }

int clinux_signal_handle(int handle, int number) {
  return (int)syscall(CALL_PIDFD_SEND_SIGNAL, handle, number, NULL, 0);
}

int clinux_handle_ended(int handle) {
  struct pollfd ended = {.fd = handle, .events = POLLIN};
  return poll(&ended, 1, 0) != 0;
}

pid_t clinux_peer_process(int socket) {
  struct ucred peer;
  socklen_t size = sizeof peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == -1 ? -1 : peer.pid;
}

int clinux_peer_handle(int socket) {
  int handle = -1;
  socklen_t size = sizeof handle;
  return getsockopt(socket, SOL_SOCKET, OPTION_PEERPIDFD, &handle, &size) == -1 ? -1 : handle;
}
