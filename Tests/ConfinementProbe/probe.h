// What the probe's attempts share. Each attempt tells one line: `BREACH name`, or `refused name: reason`.
#ifndef CONFINEMENT_PROBE_H
#define CONFINEMENT_PROBE_H

#include <sys/types.h>

/// What is guarded: a folder with the file `vault.db`, whose text is `secret`; a key of the user's keyring whose payload
/// is the same text; a program outside whose environment holds it; a Unix socket that somebody listens at, and an
/// abstract one. `scratch` is a folder that the probe may write to.
struct guarded {
  const char *folder, *secret, *key, *socket, *abstract, *scratch;
  pid_t outsider;
  /// Only attempts that change nothing, so that each can succeed.
  int reading;
};

/// `result` -1 with errno set, or what was reached.
void attempted(const char *name, long result);
/// Whether a descriptor's text holds the secret; closes it. -1 as errno has it.
long holds_secret(int fd, const struct guarded *guarded);

void attempt_files(const struct guarded *guarded, const char *way);
void attempt_changes(const struct guarded *guarded);
void attempt_processes(const struct guarded *guarded);
void attempt_keyrings(const struct guarded *guarded);
void attempt_mounts(const struct guarded *guarded);
void attempt_sockets(const struct guarded *guarded);
void attempt_terminals(void);
void attempt_marks(const struct guarded *guarded);

#endif
