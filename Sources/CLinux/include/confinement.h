// Starting a program that reaches less than whoever starts it: Landlock (landlock(7)), seccomp(2), a session keyring of
// its own (session-keyring(7)). Between fork and exec only async-signal-safe calls are made, which is why this is C.
// Every function returns -1 and sets errno on failure, unless it says otherwise.
#ifndef GATEHOUSE_CONFINEMENT_H
#define GATEHOUSE_CONFINEMENT_H

#include <stdint.h>
#include <sys/types.h>

/// The version of Landlock that the kernel has, 1 and up; -1 with ENOSYS (not built in) or EOPNOTSUPP (turned off).
int clinux_landlock_version(void);
/// A ruleset that handles every file access of that version, and, from 6 on, signals and (when asked) abstract sockets
/// outside of the program. A descriptor, close-on-exec.
int clinux_landlock_ruleset(int version, int scopes_abstract_sockets);
/// Allows everything at and below `path`, which is not followed when it is a link. 0 also for a link, and for what is
/// gone.
int clinux_landlock_allow(int ruleset, int version, const char *path);
/// Allows the names in every folder below `path` to be listed.
int clinux_landlock_allow_listing(int ruleset, const char *path);

/// Whether the kernel filters system calls by error, on a machine whose calls this file knows.
int clinux_filters_calls(void);

/// What a confined program may not call; every filter refuses the keyrings, io_uring, and typing into its terminal.
enum {
  CLINUX_FILTER_ON = 1,
  /// socket(2) of AF_UNIX, and pairs that could be connected elsewhere.
  CLINUX_FILTER_LOCAL_SOCKETS = 2,
  /// truncate(2) by path, which Landlock knows from version 3 on.
  CLINUX_FILTER_TRUNCATE = 4,
};

struct clinux_child {
  const char *path;
  char *const *arguments;
  char *const *environment;
  /// What takes the place of the standard streams.
  int input, output, errors;
  /// -1 for a program that is not confined.
  int ruleset;
  int filter;
};

/// What a warden tells, one record a time, on the descriptor that clinux_start_child gives back.
enum { CLINUX_STARTED = 1, CLINUX_FAILED, CLINUX_ENDED };

struct clinux_report {
  int32_t kind;
  /// The child's process; where it failed; its wait status (waitpid(2)).
  int32_t value;
  /// errno of a failure.
  int32_t reason;
};

/// Where starting failed.
enum {
  CLINUX_AT_FORK = 1,
  CLINUX_AT_STREAMS,
  CLINUX_AT_KEYRING,
  CLINUX_AT_CAPABILITIES,
  CLINUX_AT_RULES,
  CLINUX_AT_FILTER,
  CLINUX_AT_EXEC,
};

/// Starts a warden, and it the program, with no descriptor but the three streams. The warden waits for it, and ends what
/// a confined one has left running. It and the program are killed when the calling thread ends. Returns the warden's
/// process; `*reports` is to be read until its end.
pid_t clinux_start_child(const struct clinux_child *child, int *reports);

/// Reads one report: 1, or 0 at the end.
int clinux_next_report(int reports, struct clinux_report *report);
/// waitpid(2) for the warden.
void clinux_wait_warden(pid_t warden);

/// pidfd_open(2), close-on-exec, and pidfd_send_signal(2): never somebody else who got the same number.
int clinux_process_handle(pid_t process);
int clinux_signal_handle(int handle, int number);
/// Whether its process has ended.
int clinux_handle_ended(int handle);
/// A handle of the process that connected a Unix socket (SO_PEERPIDFD, Linux 6.5).
int clinux_peer_handle(int socket);
/// The number of that process at the time (SO_PEERCRED, unix(7)).
pid_t clinux_peer_process(int socket);

#endif
