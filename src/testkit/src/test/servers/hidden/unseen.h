/* Moving bytes in a process that strace does not trace.

   Where strace only attached, or not at all, read(2) and write(2) do. Where strace launched the
   server with --seccomp-bpf, the untraced process has the filter, too, and no tracer: each call
   that strace wants to see fails with ENOSYS. Then calls do that strace does not list; and where
   it lists them all, a ring whose submissions a kernel thread takes, without a call.
   Not a server itself. */

#ifndef UNSEEN_H
#define UNSEEN_H

#include "store.h"

#include "aio.h"
#include "ring.h"

#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <time.h>

/* Sleeps while *word is value, at most so many microseconds; futex(2). */
static inline void sleep_while(unsigned *word, unsigned value, long micros) {
  struct timespec time = {micros / 1000000, micros % 1000000 * 1000};
  syscall(SYS_futex, word, FUTEX_WAIT, value, &time, NULL, 0);
}

static inline void wake(unsigned *word) { syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0); }

/* Opened by the traced parent, which also wakes the kernel thread: the child can't. */
static struct ring unseen_ring = {.fd = -1};
static aio_context_t unseen_context;
/* Shared by both: the kernel thread knows the parent's addresses alone. */
static char *unseen_bytes;

static inline void keep_unseen_ring_awake(void) {
  if (unseen_ring.fd >= 0 && asleep(&unseen_ring)) {
    syscall(SYS_io_uring_enter, unseen_ring.fd, 0, 0, IORING_ENTER_SQ_WAKEUP, NULL, 0);
  }
}

static inline ssize_t by_ring(int op, int socket, void *bytes, size_t size) {
  struct io_uring_cqe cqe;
  unsigned never = 0;
  size = size < UNREAD ? size : UNREAD;
  if (op == IORING_OP_SEND) {
    memcpy(unseen_bytes, bytes, size);
  }
  submit(&unseen_ring, op, socket, unseen_bytes, size, NULL);
  while (!completed(&unseen_ring, &cqe)) {
    sleep_while(&never, 0, 200);
  }
  if (op == IORING_OP_RECV && cqe.res > 0) {
    memcpy(bytes, unseen_bytes, cqe.res);
  }
  errno = cqe.res < 0 ? -cqe.res : 0;
  return cqe.res < 0 ? -1 : cqe.res;
}

static inline ssize_t by_aio(int op, int socket, const void *bytes, size_t size) {
  if (unseen_context == 0 && syscall(SYS_io_setup, 8, &unseen_context) != 0) {
    return -1;
  }
  return aio(unseen_context, op, socket, bytes, size);
}

static inline ssize_t unseen_get(int socket, void *to, size_t size) {
  struct iovec piece = {to, size};
  ssize_t got = read(socket, to, size);
  if (got < 0 && errno == ENOSYS) {
    got = preadv2(socket, &piece, 1, -1, 0);
  }
  if (got < 0 && errno == ENOSYS) {
    got = by_aio(IOCB_CMD_PREAD, socket, to, size);
  }
  if (got < 0 && errno == ENOSYS) {
    got = by_ring(IORING_OP_RECV, socket, to, size);
  }
  return got;
}

static inline ssize_t unseen_put(int socket, const void *from, size_t size) {
  struct iovec piece = {(void *)from, size};
  ssize_t sent = write(socket, from, size);
  if (sent < 0 && errno == ENOSYS) {
    sent = pwritev2(socket, &piece, 1, -1, 0);
  }
  if (sent < 0 && errno == ENOSYS) {
    sent = by_aio(IOCB_CMD_PWRITE, socket, from, size);
  }
  if (sent < 0 && errno == ENOSYS) {
    sent = by_ring(IORING_OP_SEND, socket, (void *)from, size);
  }
  return sent;
}

/* Starts a process that strace does not trace, with this one's descriptors and memory that both
   share: clone(2). It opens a ring only for a child that could not move bytes without one. */
static inline void start_untraced(void (*body)(void *), void *shared) {
  enum { UNKNOWN, ABLE, UNABLE };
  int access = PROT_READ | PROT_WRITE, kind = MAP_SHARED | MAP_ANONYMOUS;
  unsigned *able = mmap(NULL, sizeof *able, access, kind, -1, 0);
  unseen_bytes = mmap(NULL, UNREAD, access, kind, -1, 0);
  for (;;) {
    __atomic_store_n(able, UNKNOWN, __ATOMIC_RELEASE);
    long flags = CLONE_UNTRACED | CLONE_FILES | SIGCHLD;
    long pid = syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL); /* exit_group(2) could fail with ENOSYS */
      int calls = preadv2(-1, NULL, 0, -1, 0) == 0 || errno != ENOSYS ||
                  syscall(SYS_io_submit, 0, 0, NULL) == 0 || errno != ENOSYS;
      __atomic_store_n(able, calls || unseen_ring.fd >= 0 ? ABLE : UNABLE, __ATOMIC_RELEASE);
      wake(able);
      body(shared);
    }
    while (__atomic_load_n(able, __ATOMIC_ACQUIRE) == UNKNOWN) {
      sleep_while(able, UNKNOWN, 100000);
    }
    if (__atomic_load_n(able, __ATOMIC_ACQUIRE) == ABLE) {
      return;
    }
    kill(pid, SIGKILL);
    if (open_ring(&unseen_ring, IORING_SETUP_SQPOLL, 20) != 0) {
      perror("io_uring_setup");
      exit(1);
    }
  }
}

#endif
