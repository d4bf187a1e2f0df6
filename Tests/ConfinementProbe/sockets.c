#include "probe.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

static long connected(int socket, const char *name, int is_abstract) {
  if (socket < 0) return -1;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(name);
  memcpy(address.sun_path + is_abstract, name, length);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + 1);
  long result = connect(socket, (struct sockaddr *)&address, size);
  int reason = errno;
  close(socket);
  errno = reason;
  return result;
}

void attempt_sockets(const struct guarded *guarded) {
  attempted("connect a local socket", connected(socket(AF_UNIX, SOCK_STREAM, 0), guarded->socket, 0));
  attempted("connect an abstract socket", connected(socket(AF_UNIX, SOCK_STREAM, 0), guarded->abstract, 1));
  if (guarded->reading) return;
  attempted("a local socket of packets", socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  attempted("a local socket of datagrams", socket(AF_UNIX, SOCK_DGRAM, 0));
  attempted("a local socket under a wide number", syscall(SYS_socket, 0x100000001L, SOCK_STREAM, 0));
  int pair[2];
  attempted("a pair that could be connected", socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair));
  char rings[256] = {0};
  attempted("a queue of calls that nobody filters", syscall(425, 1, rings));
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0) {
    attempted("connect a pair elsewhere", connected(pair[0], guarded->socket, 0));
  }
}
