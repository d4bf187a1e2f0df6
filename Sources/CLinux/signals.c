#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

enum { most = 16 };

static int caught[most], caught_count = 0;
static struct sigaction before[most];
static volatile sig_atomic_t writing_end = -1;

static void arrived(int number, siginfo_t *info, void *context) {
  (void)context;
  int reason = errno;
  unsigned char byte = (unsigned char)number;
  if (info->si_code != SI_KERNEL && writing_end >= 0) {
    ssize_t ignored = write(writing_end, &byte, 1);
    (void)ignored;
  }
  errno = reason;
}

int clinux_catch_signals(const int *numbers, int count) {
  int ends[2];
  if (count > most || pipe2(ends, O_CLOEXEC) == -1) return -1;
  // A full pipe may not hold up whoever was interrupted.
  (void)fcntl(ends[1], F_SETFL, O_NONBLOCK);
  writing_end = ends[1];
  struct sigaction action = {.sa_sigaction = arrived, .sa_flags = SA_RESTART | SA_SIGINFO};
  caught_count = 0;
  for (int i = 0; i < count; i++) {
    struct sigaction present;
    sigaction(numbers[i], NULL, &present);
    if (present.sa_handler == SIG_IGN) continue;
    before[caught_count] = present;
    caught[caught_count++] = numbers[i];
    sigaction(numbers[i], &action, NULL);
  }
  return ends[0];
}

void clinux_release_signals(void) {
  for (int i = 0; i < caught_count; i++) sigaction(caught[i], &before[i], NULL);
  caught_count = 0;
  int fd = writing_end;
  writing_end = -1;
  if (fd >= 0) close(fd);
}
