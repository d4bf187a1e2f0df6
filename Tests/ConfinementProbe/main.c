// Tries, from inside of a confinement, whatever could lead out of it. The test that starts it reads what it tells.
#include "probe.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void attempted(const char *name, long result) {
  if (result >= 0) printf("BREACH %s\n", name);
  else printf("refused %s: %s\n", name, strerror(errno));
}

long holds_secret(int fd, const struct guarded *guarded) {
  if (fd < 0) return -1;
  static char text[1 << 16];
  long count = read(fd, text, sizeof text);
  int reason = errno;
  close(fd);
  errno = count < 0 ? reason : ENODATA;
  return count > 0 && memmem(text, (size_t)count, guarded->secret, strlen(guarded->secret)) ? 0 : -1;
}

static void nothing(void) {}
static void as_other_group(void) { (void)setpgid(0, 0); }
static void in_own_session(void) { (void)setsid(); }
static void in_namespaces(void) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1) (void)unshare(CLONE_NEWNS);
}
static void in_process_namespace(void) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWPID) == -1) (void)unshare(CLONE_NEWPID);
}
static void below_other_root(void) {
  (void)unshare(CLONE_NEWUSER);
  if (chroot("/") == -1 || chdir("/") == -1) return;
}

static void ended_by_signal(int number) {
  (void)number;
  _exit(42);
}

// Says when it is ready; a signal ends it with 42.
static int wait_for_signal(void) {
  const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH};
  for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) signal(numbers[i], ended_by_signal);
  printf("ready");
  fflush(stdout);
  for (;;) pause();
}

// Leaves a process behind that is nobody's child and does not end when it is asked to; says its number.
static int leave_behind(void) {
  int told[2];
  if (pipe(told) == -1) return 1;
  pid_t between = fork();
  if (between == 0) {
    setsid();
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    pid_t left = fork();
    if (left > 0) _exit(write(told[1], &left, sizeof left) == sizeof left ? 0 : 1);
    for (;;) pause();
  }
  pid_t left = 0;
  if (read(told[0], &left, sizeof left) != sizeof left) return 1;
  waitpid(between, NULL, 0);
  printf("%d", left);
  return 0;
}

int main(int count, char **arguments) {
  if (count == 3 && strcmp(arguments[1], "wait") == 0) return pause();
  if (count == 2 && strcmp(arguments[1], "descriptors") == 0) {
    for (int fd = 0; fd < 1024; fd++) {
      if (fcntl(fd, F_GETFD) != -1) printf("%d ", fd);
    }
    return 0;
  }
  if (count == 2 && strcmp(arguments[1], "signals") == 0) return wait_for_signal();
  if (count == 2 && strcmp(arguments[1], "leave") == 0) return leave_behind();
  if (count < 8) return 64;
  struct guarded guarded = {
      .folder = arguments[1], .secret = arguments[2], .key = arguments[3], .outsider = atoi(arguments[4]),
      .socket = arguments[5], .abstract = arguments[6], .scratch = arguments[7], .reading = count > 8};
  setvbuf(stdout, NULL, _IOLBF, 0);
  struct {
    const char *name;
    void (*enter)(void);
  } ways[] = {{"itself", nothing},
              {"a group of its own", as_other_group},
              {"a session of its own", in_own_session},
              {"namespaces of its own", in_namespaces},
              {"a process namespace", in_process_namespace},
              {"a root of its own", below_other_root}};
  for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
      ways[i].enter();
      pid_t grandchild = fork();
      if (grandchild == 0) {
        attempt_files(&guarded, ways[i].name);
        exit(0);
      }
      waitpid(grandchild, NULL, 0);
      _exit(0);
    }
    waitpid(child, NULL, 0);
  }
  attempt_processes(&guarded);
  attempt_keyrings(&guarded);
  attempt_sockets(&guarded);
  attempt_mounts(&guarded);
  if (!guarded.reading) {
    attempt_terminals();
    attempt_changes(&guarded);
    attempt_marks(&guarded);
  }
  printf("done\n");
  return 0;
}
