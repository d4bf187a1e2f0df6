#include "probe.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void attempt_terminals(void) {
  char path[64], name[100], byte = '\n', own[64] = "";
  (void)ttyname_r(0, own, sizeof own);
  DIR *folder = opendir("/dev/pts");
  struct dirent *entry;
  while (folder != NULL && (entry = readdir(folder)) != NULL) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
    snprintf(path, sizeof path, "/dev/pts/%.20s", entry->d_name);
    // Its own it has anyhow.
    if (strcmp(path, own) == 0) continue;
    int fd = open(path, O_RDWR | O_NOCTTY);
    snprintf(name, sizeof name, "open the terminal %s", path);
    attempted(name, fd);
  }
  if (folder != NULL) closedir(folder);
  int master = open("/dev/ptmx", O_RDWR | O_NOCTTY);
  int number = 0, unlocked = 0;
  if (master >= 0 && ioctl(master, TIOCSPTLCK, &unlocked) == 0 && ioctl(master, TIOCGPTN, &number) == 0) {
    snprintf(path, sizeof path, "/dev/pts/%d", number);
    attempted("open a terminal that came later", open(path, O_RDWR | O_NOCTTY));
  }
  int terminal = open("/dev/tty", O_RDWR);
  attempted("type into its terminal", ioctl(terminal >= 0 ? terminal : master, TIOCSTI, &byte));
  attempted("type into its input", ioctl(0, TIOCSTI, &byte));
  attempted("type, with a wide number", ioctl(master, 0x100000000UL | TIOCSTI, &byte));
  attempted("paste into a console", ioctl(0, TIOCLINUX, &byte));
}
