#include "filter.h"

#include "confinement.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#else
#define MACHINE 0
#endif

enum { CALL_IO_URING_SETUP = 425, LONGEST = 64 };

struct filter {
  unsigned short length;
  struct sock_filter steps[LONGEST];
};

static void step(struct filter *filter, struct sock_filter one) { filter->steps[filter->length++] = one; }

static void load(struct filter *filter, uint32_t offset) {
  step(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

static void load_number(struct filter *filter) { load(filter, offsetof(struct seccomp_data, nr)); }

static void refuse(struct filter *filter, uint32_t reason) {
  step(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | reason));
}

static void refuse_call(struct filter *filter, uint32_t number, uint32_t reason) {
  step(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
  refuse(filter, reason);
}

// The kernel looks at the low half of these arguments only, and so does this.
static void refuse_argument(
    struct filter *filter, uint32_t number, int argument, uint32_t mask, uint32_t value, uint32_t reason) {
  step(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 5));
  load(filter, (uint32_t)(offsetof(struct seccomp_data, args) + (size_t)argument * sizeof(uint64_t)));
  step(filter, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
  step(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
  refuse(filter, reason);
  load_number(filter);
}

int clinux_filters_calls(void) {
  uint32_t action = SECCOMP_RET_ERRNO;
  return MACHINE != 0 && syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

int clinux_install_filter(int what) {
  struct filter filter = {.length = 0};
  // Calls of another machine's numbering (32-bit programs) are none of those below, and are all refused.
  load(&filter, offsetof(struct seccomp_data, arch));
  step(&filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0));
  refuse(&filter, ENOSYS);
  load_number(&filter);
#if defined(__x86_64__)
  step(&filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
  refuse(&filter, ENOSYS);
#endif
  // The user's keyring is there by its name, whatever the session keyring links, and its keys by their numbers.
  refuse_call(&filter, SYS_keyctl, EPERM);
  refuse_call(&filter, SYS_add_key, EPERM);
  refuse_call(&filter, SYS_request_key, EPERM);
  // It makes calls that no filter sees.
  refuse_call(&filter, CALL_IO_URING_SETUP, ENOSYS);
  // Typing into the terminal would be obeyed by the shell after the program has ended.
  refuse_argument(&filter, SYS_ioctl, 1, 0xffffffff, TIOCSTI, EPERM);
  refuse_argument(&filter, SYS_ioctl, 1, 0xffffffff, TIOCLINUX, EPERM);
  if (what & CLINUX_FILTER_TRUNCATE) refuse_call(&filter, SYS_truncate, EACCES);
  if (what & CLINUX_FILTER_LOCAL_SOCKETS) {
    refuse_argument(&filter, SYS_socket, 0, 0xffffffff, AF_UNIX, EACCES);
    refuse_argument(&filter, SYS_socketpair, 1, 0xf, SOCK_DGRAM, EACCES);
  }
  step(&filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  struct sock_fprog program = {.len = filter.length, .filter = filter.steps};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
