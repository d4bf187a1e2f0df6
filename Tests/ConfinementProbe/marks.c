#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// What would take the confinement off again.
void attempt_marks(const struct guarded *guarded) {
  attempted("forget that it gains no rights", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
  attempted("leave the filter", prctl(PR_SET_SECCOMP, 0, NULL, 0, 0));
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/vault.db", guarded->folder);
  // A ruleset that allows everything: rulesets only add to each other.
  struct {
    uint64_t files;
  } attributes = {(1 << 13) - 1};
  struct {
    uint64_t access;
    int32_t parent;
  } __attribute__((packed)) rule = {(1 << 13) - 1, open("/", O_PATH)};
  int ruleset = (int)syscall(444, &attributes, sizeof attributes, 0);
  (void)syscall(445, ruleset, 1, &rule, 0);
  (void)syscall(446, ruleset, 0);
  attempted("allow itself everything", holds_secret(open(path, O_RDONLY), guarded));
}
