#include "clinux.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int endings[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
enum { ending_count = sizeof endings / sizeof *endings };

static struct sigaction before[ending_count];
static struct termios shown, hidden;
static char farewell_text[32];
static volatile sig_atomic_t prompt_fd = -1;

static void restore_terminal(int fd) {
  tcsetattr(fd, TCSAFLUSH, &shown);
  ssize_t ignored = write(fd, farewell_text, strlen(farewell_text));
  (void)ignored;
}

// Gives the terminal back, then lets the signal do what it does; after a stop it hides again.
static void interrupted(int number) {
  int reason = errno;
  int fd = prompt_fd;
  if (fd >= 0) restore_terminal(fd);
  struct sigaction standard = {.sa_handler = SIG_DFL}, ours;
  sigaction(number, &standard, &ours);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, number);
  raise(number);
  pthread_sigmask(SIG_UNBLOCK, &one, NULL);
  pthread_sigmask(SIG_BLOCK, &one, NULL);
  sigaction(number, &ours, NULL);
  if (fd >= 0) tcsetattr(fd, TCSAFLUSH, &hidden);
  errno = reason;
}

int clinux_prompt_begin(int fd, const char *farewell) {
  if (tcgetattr(fd, &shown) == -1) return -1;
  hidden = shown;
  hidden.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON);
  hidden.c_cc[VMIN] = 1;
  hidden.c_cc[VTIME] = 0;
  strncpy(farewell_text, farewell, sizeof farewell_text - 1);
  prompt_fd = fd;
  struct sigaction action = {.sa_handler = interrupted, .sa_flags = SA_RESTART};
  for (int i = 0; i < ending_count; i++) {
    sigaction(endings[i], NULL, &before[i]);
    // Whoever waits for Ctrl-C himself ends the prompt himself.
    int is_awaited = endings[i] == SIGINT && before[i].sa_handler != SIG_DFL;
    if (before[i].sa_handler != SIG_IGN && !is_awaited) sigaction(endings[i], &action, NULL);
  }
  return tcsetattr(fd, TCSADRAIN, &hidden);
}

void clinux_prompt_end(void) {
  int fd = prompt_fd;
  if (fd < 0) return;
  restore_terminal(fd);
  for (int i = 0; i < ending_count; i++) {
    struct sigaction now;
    // Only what was put there is taken away: a handler that came later stays.
    sigaction(endings[i], NULL, &now);
    if (now.sa_handler == interrupted) sigaction(endings[i], &before[i], NULL);
  }
  prompt_fd = -1;
}
