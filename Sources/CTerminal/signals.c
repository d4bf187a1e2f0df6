#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cterminal.h"
#include "internal.h"

static const int watched[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT};
enum { WATCHED = sizeof watched / sizeof *watched };
static volatile sig_atomic_t pending[WATCHED];
static struct sigaction before_watch[WATCHED];
static volatile int wakeup = -1;

static void note(int signal) {
  int reason = errno;
  for (int i = 0; i < WATCHED; i++)
    if (watched[i] == signal) pending[i] = 1;
  uint64_t one = 1;
  (void)!write(wakeup, &one, sizeof one);
  errno = reason;
}

int cterminal_catch_signals(void) {
  bool again = wakeup != -1;
  if (!again) wakeup = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (wakeup == -1) return -1;
  struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < WATCHED; i++)
    if (sigaction(watched[i], &action, again ? NULL : &before_watch[i]) == -1) return -1;
  return wakeup;
}

void cterminal_release_signals(void) {
  if (wakeup == -1) return;
  for (int i = 0; i < WATCHED; i++) sigaction(watched[i], &before_watch[i], NULL);
  close(wakeup);
  wakeup = -1;
}

void forget_signal(int signal) {
  for (int i = 0; i < WATCHED; i++)
    if (watched[i] == signal) pending[i] = 0;
}

int cterminal_next_signal(void) {
  uint64_t count;
  (void)!read(wakeup, &count, sizeof count);
  for (int i = 0; i < WATCHED; i++) {
    if (!pending[i]) continue;
    pending[i] = 0;
    return watched[i];
  }
  return 0;
}

static const int crashes[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGQUIT};
enum { CRASHES = sizeof crashes / sizeof *crashes };

// Then the end, and not the handler of the Swift runtime: on a terminal that one offers a debugger for half a minute and
// prints what memory holds.
static void crash(int signal) {
  restore_from_signal();
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(signal, &standard, NULL);
  raise(signal);
}

void cterminal_catch_crashes(void) {
  struct sigaction action = {.sa_handler = crash, .sa_flags = SA_NODEFER | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &action, NULL);
}
