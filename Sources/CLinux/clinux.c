#include "clinux.h"

#include <errno.h>
#include <linux/keyctl.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static size_t whole_pages(size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t pages = (size + page - 1) / page;
  return (pages == 0 ? 1 : pages) * page;
}

// Single pages are used again instead of unmapped: sealing one credential takes a dozen of them, and the system calls
// would cost more than the cryptography. What waits here is wiped, locked and out of dumps like what is in use.
enum { SPARE_PAGES = 64 };
static void *spare[SPARE_PAGES];
static int spare_count = 0;
static pthread_mutex_t spare_lock = PTHREAD_MUTEX_INITIALIZER;

static void *take_spare(void) {
  pthread_mutex_lock(&spare_lock);
  void *page = spare_count > 0 ? spare[--spare_count] : NULL;
  pthread_mutex_unlock(&spare_lock);
  return page;
}

static int keep_spare(void *page) {
  pthread_mutex_lock(&spare_lock);
  int kept = spare_count < SPARE_PAGES;
  if (kept) spare[spare_count++] = page;
  pthread_mutex_unlock(&spare_lock);
  return kept;
}

void *clinux_secret_pages(size_t size) {
  size_t length = whole_pages(size);
  if (length == whole_pages(1)) {
    void *page = take_spare();
    if (page != NULL) return page;
  }
  void *pages = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return NULL;
  // Beyond RLIMIT_MEMLOCK the page is still wiped and kept out of dumps, but may be swapped.
  (void)mlock(pages, length);
  (void)madvise(pages, length, MADV_DONTDUMP);
  (void)madvise(pages, length, MADV_WIPEONFORK);
  return pages;
}

void clinux_secret_pages_free(void *pages, size_t size) {
  if (pages == NULL) return;
  size_t length = whole_pages(size);
  explicit_bzero(pages, length);
  if (length == whole_pages(1) && keep_spare(pages)) return;
  munmap(pages, length);
}

void clinux_wipe(void *bytes, size_t size) { explicit_bzero(bytes, size); }

int clinux_harden_process(void) {
  struct rlimit none = {0, 0};
  int core = setrlimit(RLIMIT_CORE, &none);
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return core;  // LeakSanitizer must attach to its own process.
#endif
#endif
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? core : -1;
}

static int32_t keyring_search(const char *description) {
  return (int32_t)syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", description, 0);
}

int32_t clinux_keyring_put(const char *description, const void *payload, size_t size, uint32_t timeout) {
  int32_t key = (int32_t)syscall(SYS_add_key, "user", description, payload, size, KEY_SPEC_USER_KEYRING);
  if (key == -1) return -1;
  // Possessor: all. User: view, read, search, setattr, and write and link so that another session can lock.
  if (syscall(SYS_keyctl, KEYCTL_SETPERM, key, 0x3f3f0000) == -1 ||
      syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, timeout) == -1) {
    int reason = errno;
    syscall(SYS_keyctl, KEYCTL_INVALIDATE, key);
    errno = reason;
    return -1;
  }
  return key;
}

long clinux_keyring_get(const char *description, void *buffer, size_t size, uint32_t rearm_timeout) {
  int32_t key = keyring_search(description);
  if (key == -1) return -1;
  long length = syscall(SYS_keyctl, KEYCTL_READ, key, buffer, size);
  if (length >= 0 && rearm_timeout > 0) syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, rearm_timeout);
  return length;
}

int clinux_keyring_remove(const char *description) {
  int32_t key = keyring_search(description);
  if (key == -1) return 0;
  syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING);
  return syscall(SYS_keyctl, KEYCTL_INVALIDATE, key) == -1 && errno != ENOKEY ? -1 : 0;
}

int clinux_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int clinux_watch(const char *path) {
  int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd == -1) return -1;
  if (inotify_add_watch(fd, path, IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO) == -1) {
    int reason = errno;
    close(fd);
    errno = reason;
    return -1;
  }
  return fd;
}

int clinux_try_lock(int fd) { return flock(fd, LOCK_EX | LOCK_NB); }

int clinux_lock(int fd) {
  int result;
  do result = flock(fd, LOCK_EX);
  while (result == -1 && errno == EINTR);
  return result;
}

int clinux_unlock(int fd) { return flock(fd, LOCK_UN); }

static int keep(int result, const struct stat *status, struct clinux_file_facts *facts) {
  if (result == 0) {
    facts->owner = status->st_uid;
    facts->mode = status->st_mode;
    facts->device = status->st_dev;
    facts->inode = status->st_ino;
  }
  return result;
}

int clinux_look(const char *path, int follows_link, struct clinux_file_facts *facts) {
  struct stat status;
  return keep(follows_link ? stat(path, &status) : lstat(path, &status), &status, facts);
}

int clinux_look_at(int fd, struct clinux_file_facts *facts) {
  struct stat status;
  return keep(fstat(fd, &status), &status, facts);
}
