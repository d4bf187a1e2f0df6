// The Linux calls that Swift cannot make itself: variadic ones, and those the Glibc module does not export.
// Every function returns -1 and sets errno on failure, unless it says otherwise.
#ifndef GATEHOUSE_CLINUX_H
#define GATEHOUSE_CLINUX_H

#include <stddef.h>
#include <stdint.h>

#include "confinement.h"

/// Anonymous memory for keys: mlock(2)ed where the limit allows it, left out of core dumps (MADV_DONTDUMP) and of
/// children (MADV_WIPEONFORK). `size` is rounded up to whole pages. NULL when the system has no memory.
void *clinux_secret_pages(size_t size);
/// Wipes and returns pages of clinux_secret_pages.
void clinux_secret_pages_free(void *pages, size_t size);
/// explicit_bzero(3): a wipe that the optimizer may not remove.
void clinux_wipe(void *bytes, size_t size);

/// PR_SET_DUMPABLE 0 and RLIMIT_CORE 0 (prctl(2), setrlimit(2)): no core, no /proc/self/mem for the same user.
int clinux_harden_process(void);

/// The kernel's user keyring (keyctl(2), keyrings(7)): adds or replaces a "user" key with read, search and setattr
/// for the possessor and the user, that the kernel drops after `timeout` seconds. Returns its serial.
int32_t clinux_keyring_put(const char *description, const void *payload, size_t size, uint32_t timeout);
/// Reads a key into `buffer`; returns its length, or -1 (ENOKEY, EKEYEXPIRED, EKEYREVOKED: there is none).
long clinux_keyring_get(const char *description, void *buffer, size_t size, uint32_t rearm_timeout);
/// Unlinks and invalidates the key; 0 also when there was none.
int clinux_keyring_remove(const char *description);

/// eventfd(2), non-blocking and close-on-exec.
int clinux_eventfd(void);
/// inotify_init1(2) with one watch of `path` for modification, creation and deletion; non-blocking, close-on-exec.
int clinux_watch(const char *path);
/// flock(2) LOCK_EX | LOCK_NB.
int clinux_try_lock(int fd);
/// flock(2) LOCK_EX; waits.
int clinux_lock(int fd);
/// flock(2) LOCK_UN: takes the lock from copies of the descriptor too.
int clinux_unlock(int fd);

/// What stat(2) tells of a file. Where several C libraries are imported, Swift finds `struct stat` in whichever it met
/// first; this one has one home.
struct clinux_file_facts {
  uint32_t owner, mode;
  uint64_t device, inode;
};
/// Of a path; a link at its end is followed or looked at itself.
int clinux_look(const char *path, int follows_link, struct clinux_file_facts *facts);
/// Of an open file.
int clinux_look_at(int fd, struct clinux_file_facts *facts);

/// Stops the echo and the line editing of terminal `fd` (termios(3)) until clinux_prompt_end. A signal that ends or
/// stops the process gives the terminal back first and writes `farewell`, at most 31 bytes.
int clinux_prompt_begin(int fd, const char *farewell);
/// Gives the terminal back and writes the farewell; what was typed ahead is thrown away.
void clinux_prompt_end(void);

/// From now on each of these signals that a process sends to this one is written, as one byte, to what the returned
/// descriptor reads. One that the terminal sends is not: everybody in its foreground group gets it. What was ignored
/// stays ignored. Programs that are started have the signals as they were.
int clinux_catch_signals(const int *numbers, int count);
/// Takes that back; the descriptor reads its end, and is to be closed.
void clinux_release_signals(void);

#endif
