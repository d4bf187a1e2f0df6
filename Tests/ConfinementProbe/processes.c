#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CALL_PIDFD_OPEN = 434, CALL_PIDFD_GETFD = 438, CALL_MADVISE = 440 };

void attempt_processes(const struct guarded *guarded) {
  char path[PATH_MAX], name[200];
  int outsider = guarded->outsider, above = getppid();
  const char *const files[] = {"environ", "auxv", "io", "maps", "smaps", "pagemap", "stack", "syscall"};
  for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
    if (guarded->reading && i > 0) break;
    snprintf(path, sizeof path, "/proc/%d/%s", outsider, files[i]);
    snprintf(name, sizeof name, "read another program's %s", files[i]);
    int fd = open(path, O_RDONLY);
    char byte;
    attempted(name, i == 0 ? holds_secret(fd, guarded) : fd < 0 ? -1 : read(fd, &byte, 1) == 1 ? 0 : -1);
  }
  snprintf(path, sizeof path, "/proc/%d/root%s/vault.db", outsider, guarded->folder);
  attempted("read below another program's root", holds_secret(open(path, O_RDONLY), guarded));
  snprintf(path, sizeof path, "/proc/%d/cwd/vault.db", outsider);
  attempted("read in another program's working directory", holds_secret(open(path, O_RDONLY), guarded));
  snprintf(path, sizeof path, "/proc/%d/fd/0", outsider);
  attempted("open another program's input", open(path, O_RDONLY));
  snprintf(path, sizeof path, "/proc/%d/mem", outsider);
  attempted("open another program's memory", open(path, O_RDONLY));
  snprintf(path, sizeof path, "/proc/%d/mem", above);
  attempted("open the warden's memory", above > 1 && !guarded->reading ? open(path, O_RDONLY) : (errno = ESRCH, -1));
  int handle = (int)syscall(CALL_PIDFD_OPEN, outsider, 0);
  attempted("take another program's input by its handle", syscall(CALL_PIDFD_GETFD, handle, 0, 0));
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};
  long count = process_vm_readv(outsider, &here, 1, &there, 1, 0);
  // Who may look gets an error about the address at most.
  attempted("read another program's memory", count >= 0 || errno == EFAULT ? 0 : -1);
  count = process_vm_writev(outsider, &here, 1, &there, 1, 0);
  attempted("write another program's memory", count >= 0 || errno == EFAULT ? 0 : -1);
  long traced = ptrace(PTRACE_SEIZE, outsider, NULL, NULL);
  attempted("trace another program", traced);
  if (guarded->reading) return;
  attempted("attach to another program", ptrace(PTRACE_ATTACH, outsider, NULL, NULL));
  attempted("attach to the warden", ptrace(PTRACE_ATTACH, above, NULL, NULL));
  struct iovec advised = {(void *)0x400000, 4096};
  attempted("page another program out", syscall(CALL_MADVISE, handle, &advised, 1, 21, 0));
}
