#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long read_key(long key, const struct guarded *guarded) {
  if (key < 0) return -1;
  char text[4096];
  long count = syscall(SYS_keyctl, KEYCTL_READ, key, text, sizeof text);
  if (count < 0) return -1;
  errno = ENODATA;
  return memmem(text, (size_t)count, guarded->secret, strlen(guarded->secret)) ? 0 : -1;
}

// The number of the key, which everybody who may view it finds there (proc(5)).
static long listed_key(const struct guarded *guarded) {
  FILE *keys = fopen("/proc/keys", "r");
  if (keys == NULL) return -1;
  char line[512];
  long number = -1;
  while (fgets(line, sizeof line, keys)) {
    if (strstr(line, guarded->key)) number = strtol(line, NULL, 16);
  }
  fclose(keys);
  errno = ENOKEY;
  return number;
}

void attempt_keyrings(const struct guarded *guarded) {
  const struct {
    const char *name;
    int number;
  } rings[] = {{"the user's", KEY_SPEC_USER_KEYRING},
               {"the user session's", KEY_SPEC_USER_SESSION_KEYRING},
               {"the session's", KEY_SPEC_SESSION_KEYRING}};
  char name[200];
  for (unsigned i = 0; i < sizeof rings / sizeof *rings; i++) {
    if (guarded->reading && i > 0) break;
    snprintf(name, sizeof name, "search %s keyring", rings[i].name);
    attempted(name, read_key(syscall(SYS_keyctl, KEYCTL_SEARCH, rings[i].number, "user", guarded->key, 0), guarded));
    if (guarded->reading) continue;
    snprintf(name, sizeof name, "link %s keyring", rings[i].name);
    attempted(name, syscall(SYS_keyctl, KEYCTL_LINK, rings[i].number, KEY_SPEC_PROCESS_KEYRING));
    snprintf(name, sizeof name, "read %s keyring", rings[i].name);
    attempted(name, syscall(SYS_keyctl, KEYCTL_READ, rings[i].number, NULL, 0));
    snprintf(name, sizeof name, "put a key into %s keyring", rings[i].name);
    attempted(name, syscall(SYS_add_key, "user", "probe", "x", 1, rings[i].number));
  }
  attempted("read the key by its number", read_key(listed_key(guarded), guarded));
  if (guarded->reading) return;
  attempted("request the key", read_key(syscall(SYS_request_key, "user", guarded->key, NULL, 0), guarded));
  attempted("invalidate the key", syscall(SYS_keyctl, KEYCTL_INVALIDATE, listed_key(guarded)));
  attempted("the persistent keyring", syscall(SYS_keyctl, KEYCTL_GET_PERSISTENT, -1, KEY_SPEC_PROCESS_KEYRING));
  attempted("join the user's session", syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "_ses"));
  attempted("give the parent a keyring", syscall(SYS_keyctl, KEYCTL_SESSION_TO_PARENT));
#if defined(__x86_64__)
  long result;
  // keyctl(2) by the numbers of 32-bit programs, and of the x32 ones.
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(288L), "b"((long)KEYCTL_GET_KEYRING_ID), "c"(-4L), "d"(0L) : "memory");
  errno = (int)-result;
  attempted("the keyring by a 32-bit call", result < 0 ? -1 : 0);
  attempted("the keyring by an x32 call", syscall(0x40000000 + SYS_keyctl, KEYCTL_GET_KEYRING_ID, -4, 0));
#endif
}
