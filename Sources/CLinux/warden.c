#include "confinement.h"
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CALL_CLOSE_RANGE = 436, CALL_LANDLOCK_RESTRICT = 446, CLOSE_RANGE_ON_EXEC = 4 };

static void tell(int reports, int kind, int value, int reason) {
  struct clinux_report report = {.kind = kind, .value = value, .reason = reason};
  // A pipe takes a record this small as a whole (pipe(7)).
  while (write(reports, &report, sizeof report) == -1 && errno == EINTR) {}
}

int clinux_next_report(int reports, struct clinux_report *report) {
  ssize_t count;
  do count = read(reports, report, sizeof *report);
  while (count == -1 && errno == EINTR);
  return count == sizeof *report;
}

void clinux_wait_warden(pid_t warden) {
  while (waitpid(warden, NULL, 0) == -1 && errno == EINTR) {}
}

// Everything above the standard streams; of a kernel before 5.11 one by one.
static void close_on_exec(void) {
  if (syscall(CALL_CLOSE_RANGE, 3, ~0U, CLOSE_RANGE_ON_EXEC) == 0) return;
  struct rlimit limit = {0, 0};
  getrlimit(RLIMIT_NOFILE, &limit);
  for (int fd = 3; fd < (int)limit.rlim_cur; fd++) (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void close_all_but(int kept) {
  int all = syscall(CALL_CLOSE_RANGE, kept + 1, ~0U, 0) == 0 && syscall(CALL_CLOSE_RANGE, 0, kept - 1, 0) == 0;
  struct rlimit limit = {0, 0};
  if (!all) getrlimit(RLIMIT_NOFILE, &limit);
  for (int fd = 0; fd < (int)limit.rlim_cur; fd++) {
    if (fd != kept) close(fd);
  }
}

// Out of the way of the standard streams, of which one may be closed.
static int above_streams(int fd) {
  if (fd < 0 || fd > 2) return fd;
  return fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

// The streams may have each other's numbers: copies above all of them first.
static int put_streams(const struct clinux_child *child) {
  int given[] = {child->input, child->output, child->errors};
  for (int i = 0; i < 3; i++) {
    given[i] = fcntl(given[i], F_DUPFD_CLOEXEC, 3);
    if (given[i] == -1) return -1;
  }
  for (int i = 0; i < 3; i++) {
    if (dup2(given[i], i) == -1) return -1;
  }
  return 0;
}

static void reset_signals(void) {
  // Only what this program itself ignores; what it was told to ignore (nohup(1)) stays ignored.
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(SIGPIPE, &standard, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

// A session keyring that links nothing. A kernel without keyrings has none to hide.
static int leave_keyring(void) {
  long keyring = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
  return keyring == -1 && errno != ENOSYS && errno != EPERM ? -1 : 0;
}

// Of root only what does not get around the rest: with CAP_PERFMON alone the memory map and the environment of any
// program can be read (proc(5)). Nobody else keeps any (capabilities(7): ambient ones pass an exec).
static int drop_capabilities(void) {
  static const int dropped[] = {
      CAP_DAC_READ_SEARCH, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_SYS_BOOT, CAP_MKNOD,
      CAP_MAC_OVERRIDE, CAP_MAC_ADMIN, CAP_SYSLOG, CAP_PERFMON, CAP_BPF, CAP_CHECKPOINT_RESTORE};
  (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  for (unsigned i = 0; i < sizeof dropped / sizeof *dropped; i++) {
    if (prctl(PR_CAPBSET_READ, dropped[i], 0, 0, 0) != 1) continue;
    if (prctl(PR_CAPBSET_DROP, dropped[i], 0, 0, 0) == -1 && geteuid() == 0) return -1;
  }
  return 0;
}

__attribute__((noreturn)) static void become(const struct clinux_child *child, pid_t warden, int failures) {
  int stage = CLINUX_AT_STREAMS;
  int ruleset = above_streams(child->ruleset);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid() != warden) _exit(128 + SIGKILL);
  if (put_streams(child) == -1) goto failed;
  close_on_exec();
  if (child->ruleset >= 0) {
    stage = CLINUX_AT_KEYRING;
    if (leave_keyring() == -1) goto failed;
    stage = CLINUX_AT_CAPABILITIES;
    if (drop_capabilities() == -1) goto failed;
    stage = CLINUX_AT_RULES;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) goto failed;
    if (syscall(CALL_LANDLOCK_RESTRICT, ruleset, 0) == -1) goto failed;
    stage = CLINUX_AT_FILTER;
    if (clinux_install_filter(child->filter) == -1) goto failed;
  }
  reset_signals();
  stage = CLINUX_AT_EXEC;
  execve(child->path, child->arguments, child->environment);
failed:
  tell(failures, CLINUX_FAILED, stage, errno);
  _exit(127);
}

// The processes that are children of this one (proc(5)); those whose parent has ended are, too. Returns how many.
static int signal_children(int number) {
  int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (fd == -1) return 0;
  int found = 0;
  pid_t process = 0;
  char text[4096];
  for (ssize_t count; (count = read(fd, text, sizeof text)) > 0;) {
    for (ssize_t i = 0; i < count; i++) {
      if (text[i] >= '0' && text[i] <= '9') {
        process = process * 10 + (text[i] - '0');
      } else if (process > 0) {
        kill(process, number);
        process = 0;
        found++;
      }
    }
  }
  close(fd);
  return found;
}

// What is left of a confined program could read the terminal on, and act when nobody looks: asked to end, then ended.
static void end_leftovers(void) {
  sigset_t ended;
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  struct timespec now, until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += 2;
  int number = SIGTERM;
  for (;;) {
    pid_t process;
    while ((process = waitpid(-1, NULL, WNOHANG)) > 0) {}
    if (process == -1 && errno == ECHILD) return;
    // Without the list nobody can be ended, and waiting could take for ever.
    if (signal_children(number) == 0) return;
    struct timespec moment = {.tv_nsec = 20 * 1000 * 1000};
    sigtimedwait(&ended, NULL, &moment);
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec > until.tv_sec || (now.tv_sec == until.tv_sec && now.tv_nsec > until.tv_nsec)) number = SIGKILL;
  }
}

static int is_terminal_stop(int status) {
  if (!WIFSTOPPED(status)) return 0;
  int number = WSTOPSIG(status);
  return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

__attribute__((noreturn)) static void watch(const struct clinux_child *child, pid_t parent, int end) {
  int reports = above_streams(end);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid() != parent) _exit(0);
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  // Signals are for the program; those that stop it from the terminal stop the warden too, and with it the job.
  sigset_t all;
  sigfillset(&all);
  sigdelset(&all, SIGTSTP);
  sigdelset(&all, SIGTTIN);
  sigdelset(&all, SIGTTOU);
  sigprocmask(SIG_SETMASK, &all, NULL);
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(SIGCHLD, &standard, NULL);
  int failures[2];
  if (pipe2(failures, O_CLOEXEC) == -1) {
    tell(reports, CLINUX_FAILED, CLINUX_AT_FORK, errno);
    _exit(0);
  }
  pid_t warden = getpid();
  pid_t process = fork();
  if (process == 0) become(child, warden, above_streams(failures[1]));
  if (process == -1) {
    tell(reports, CLINUX_FAILED, CLINUX_AT_FORK, errno);
    _exit(0);
  }
  close(failures[1]);
  struct clinux_report failure;
  // The pipe ends without a word when the program has taken over.
  if (clinux_next_report(failures[0], &failure)) {
    tell(reports, CLINUX_FAILED, failure.value, failure.reason);
    _exit(0);
  }
  close_all_but(reports);
  tell(reports, CLINUX_STARTED, process, 0);
  int status = 0;
  for (;;) {
    pid_t found = waitpid(process, &status, WUNTRACED);
    if (found == -1 && errno == EINTR) continue;
    if (found == -1) break;
    if (!WIFSTOPPED(status)) break;
    // A program that stops its own group no longer reaches those outside of it.
    if (is_terminal_stop(status)) kill(0, WSTOPSIG(status));
  }
  if (child->ruleset >= 0) end_leftovers();
  tell(reports, CLINUX_ENDED, status, 0);
  _exit(0);
}

pid_t clinux_start_child(const struct clinux_child *child, int *reports) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) == -1) return -1;
  // Nothing of this process's handlers may run in the copy.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t parent = getpid();
  pid_t warden = fork();
  if (warden == 0) watch(child, parent, ends[1]);
  int reason = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  if (warden == -1) {
    close(ends[0]);
    errno = reason;
    return -1;
  }
  *reports = ends[0];
  return warden;
}
