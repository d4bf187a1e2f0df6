#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SPELLINGS = 14 };
static const char *const spelling_names[SPELLINGS] = {
    "absolute", "doubled slashes", "dots", "/proc/self/root", "/proc/thread-self/root", "/proc/self/cwd", "relative",
    "a link to the file", "a link to the folder", "a link to /", "the folder's descriptor", "/proc/self/fd",
    "the folder as working directory", "a chain of links"};

// Opens the file under the given spelling.
static int open_spelled(const struct guarded *guarded, int spelling, int flags) {
  char path[PATH_MAX], link[PATH_MAX];
  const char *folder = guarded->folder;
  snprintf(link, sizeof link, "%s/link-%d-%d", guarded->scratch, spelling, getpid());
  int fd = -1, result;
  switch (spelling) {
    case 0: snprintf(path, sizeof path, "%s/vault.db", folder); break;
    case 1: snprintf(path, sizeof path, "//%s//.//vault.db", folder); break;
    case 2: snprintf(path, sizeof path, "/usr/..%s/../%s/vault.db", folder, strrchr(folder, '/') + 1); break;
    case 3: snprintf(path, sizeof path, "/proc/self/root%s/vault.db", folder); break;
    case 4: snprintf(path, sizeof path, "/proc/thread-self/root%s/vault.db", folder); break;
    case 5:
      if (chdir("/") == -1) return -1;
      snprintf(path, sizeof path, "/proc/self/cwd%s/vault.db", folder);
      break;
    case 6:
      if (chdir("/") == -1) return -1;
      snprintf(path, sizeof path, "%s/vault.db", folder + 1);
      break;
    case 7:
      snprintf(path, sizeof path, "%s/vault.db", folder);
      if (symlink(path, link) == -1) return -1;
      snprintf(path, sizeof path, "%s", link);
      break;
    case 8:
      if (symlink(folder, link) == -1) return -1;
      snprintf(path, sizeof path, "%s/vault.db", link);
      break;
    case 9:
      if (symlink("/", link) == -1) return -1;
      snprintf(path, sizeof path, "%s%s/vault.db", link, folder);
      break;
    case 10:
    case 11:
      fd = open(folder, O_PATH | O_DIRECTORY);
      if (fd == -1) return -1;
      if (spelling == 10) snprintf(path, sizeof path, "vault.db");
      else snprintf(path, sizeof path, "/proc/self/fd/%d/vault.db", fd);
      result = openat(fd, path, flags);
      close(fd);
      return result;
    case 12:
      if (chdir(folder) == -1) return -1;
      result = open("vault.db", flags);
      return chdir("/") == -1 ? -1 : result;
    default:
      if (symlink("/proc/self/root", link) == -1) return -1;
      snprintf(path, sizeof path, "%s%s/vault.db", link, folder);
  }
  result = open(path, flags);
  unlink(link);
  return result;
}

void attempt_files(const struct guarded *guarded, const char *way) {
  char name[200];
  for (int spelling = 0; spelling < SPELLINGS; spelling++) {
    snprintf(name, sizeof name, "read by %s, from %s", spelling_names[spelling], way);
    attempted(name, holds_secret(open_spelled(guarded, spelling, O_RDONLY), guarded));
    if (guarded->reading) continue;
    snprintf(name, sizeof name, "write by %s, from %s", spelling_names[spelling], way);
    attempted(name, open_spelled(guarded, spelling, O_WRONLY | O_APPEND));
  }
}

static char file[PATH_MAX], other[PATH_MAX], mine[PATH_MAX];

void attempt_changes(const struct guarded *guarded) {
  const char *folder = guarded->folder;
  snprintf(file, sizeof file, "%s/vault.db", folder);
  snprintf(mine, sizeof mine, "%s/mine", guarded->scratch);
  close(open(mine, O_CREAT | O_WRONLY, 0600));
  struct {
    const char *name, *to;
  } outward[] = {{"into a folder of its own", "taken"}, {"over a file of its own", "mine"}};
  for (unsigned i = 0; i < 2; i++) {
    char name[100];
    snprintf(other, sizeof other, "%s/%s", guarded->scratch, outward[i].to);
    snprintf(name, sizeof name, "rename the file %s", outward[i].name);
    attempted(name, rename(file, other));
    snprintf(name, sizeof name, "exchange the file %s", outward[i].name);
    attempted(name, syscall(SYS_renameat2, AT_FDCWD, file, AT_FDCWD, other, RENAME_EXCHANGE));
    snprintf(name, sizeof name, "link the file %s", outward[i].name);
    attempted(name, link(file, other));
  }
  snprintf(other, sizeof other, "%s/moved", guarded->scratch);
  attempted("rename the folder", rename(folder, other));
  char parent[PATH_MAX];
  snprintf(parent, sizeof parent, "%s", folder);
  *strrchr(parent, '/') = 0;
  attempted("rename the folder above", rename(parent, other));
  snprintf(other, sizeof other, "%s.old", folder);
  attempted("rename the folder where it lies", rename(folder, other));
  attempted("truncate the file", truncate(file, 0));
  attempted("empty the file by opening it", open(file, O_WRONLY | O_TRUNC));
  attempted("empty the file by opening it for reading", open(file, O_RDONLY | O_TRUNC));
  attempted("remove the file", unlink(file));
  attempted("remove the folder", rmdir(folder));
  snprintf(other, sizeof other, "%s/new", folder);
  attempted("create a file", open(other, O_CREAT | O_WRONLY, 0600));
  attempted("create a folder", mkdir(other, 0700));
  attempted("create a link", symlink("/", other));
  attempted("create a pipe", mknod(other, S_IFIFO | 0600, 0));
  attempted("create a socket", mknod(other, S_IFSOCK | 0600, 0));
  attempted("link a file of its own into the folder", link(mine, other));
  attempted("rename a file of its own into the folder", rename(mine, other));
  attempted("rename a file of its own over the vault", rename(mine, file));
  attempted("a nameless file in the folder", open(folder, O_TMPFILE | O_WRONLY, 0600));
  attempted("run the file", execve(file, (char *[]){file, NULL}, (char *[]){NULL}));
  attempted("link by descriptor", linkat(open(file, O_PATH), "", AT_FDCWD, other, AT_EMPTY_PATH));
  snprintf(other, sizeof other, "/proc/self/fd/%d", open(file, O_PATH));
  attempted("open again what was only named", holds_secret(open(other, O_RDONLY), guarded));
  union {
    struct file_handle handle;
    char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
  } named = {.handle.handle_bytes = MAX_HANDLE_SZ};
  int mount = 0;
  long found = name_to_handle_at(AT_FDCWD, file, &named.handle, &mount, 0);
  int root = open("/usr", O_RDONLY | O_DIRECTORY), here = open(guarded->scratch, O_RDONLY | O_DIRECTORY);
  if (found == 0) found = open_by_handle_at(root, &named.handle, O_RDONLY);
  attempted("by its handle below /usr", found);
  attempted("by its handle below its own folder", open_by_handle_at(here, &named.handle, O_RDONLY));
  for (int fd = 3; fd < 1024; fd++) {
    char text[PATH_MAX];
    snprintf(other, sizeof other, "/proc/self/fd/%d", fd);
    long length = readlink(other, text, sizeof text - 1);
    if (length <= 0) continue;
    text[length] = 0;
    if (strncmp(text, folder, strlen(folder)) == 0 && (fcntl(fd, F_GETFL) & O_PATH) == 0) {
      attempted("a descriptor that was inherited", 0);
    }
  }
}
