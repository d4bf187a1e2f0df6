#include "probe.h"

#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALL_OPEN_TREE = 428, CALL_MOVE_MOUNT = 429, CALL_FSOPEN = 430, CLONE_TREE = 1 };

static void attempt(const struct guarded *guarded, const char *place) {
  char name[200], path[PATH_MAX], point[PATH_MAX];
  snprintf(point, sizeof point, "%s/mount-%d", guarded->scratch, getpid());
  (void)mkdir(point, 0700);
  snprintf(path, sizeof path, "%s/vault.db", point);
  snprintf(name, sizeof name, "mount the folder elsewhere, in %s", place);
  long mounted = mount(guarded->folder, point, NULL, MS_BIND, NULL);
  attempted(name, mounted == 0 ? holds_secret(open(path, O_RDONLY), guarded) : -1);
  if (mounted == 0) (void)umount2(point, MNT_DETACH);
  int tree = (int)syscall(CALL_OPEN_TREE, AT_FDCWD, guarded->folder, CLONE_TREE | O_CLOEXEC);
  snprintf(name, sizeof name, "read in a copy of the tree, in %s", place);
  attempted(name, holds_secret(openat(tree, "vault.db", O_RDONLY), guarded));
  if (guarded->reading) return;
  snprintf(name, sizeof name, "mount a copy of the tree, in %s", place);
  attempted(name, syscall(CALL_MOVE_MOUNT, tree, "", AT_FDCWD, point, 4));
  snprintf(name, sizeof name, "mount over the folder, in %s", place);
  attempted(name, mount("none", guarded->folder, "tmpfs", 0, NULL));
  snprintf(name, sizeof name, "mount anything, in %s", place);
  attempted(name, mount("none", point, "tmpfs", 0, NULL));
  snprintf(name, sizeof name, "mount the system's processes, in %s", place);
  attempted(name, mount("proc", point, "proc", 0, NULL));
  snprintf(name, sizeof name, "unmount /proc, in %s", place);
  attempted(name, umount2("/proc", MNT_DETACH));
  snprintf(name, sizeof name, "exchange the root, in %s", place);
  attempted(name, syscall(SYS_pivot_root, point, point));
}

void attempt_mounts(const struct guarded *guarded) {
  for (int own = guarded->reading; own < 2; own++) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
      if (own && unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1) (void)unshare(CLONE_NEWNS);
      attempt(guarded, own ? "namespaces of its own" : "the user's namespaces");
      exit(0);
    }
    waitpid(child, NULL, 0);
  }
}
