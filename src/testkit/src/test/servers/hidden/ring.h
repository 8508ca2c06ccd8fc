/* An io_uring without liburing: io_uring_setup(2), io_uring_enter(2) and the memory that
   program and kernel share. Not a server itself. */

#ifndef RING_H
#define RING_H

#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ENTRIES = 64 };

struct ring {
  int fd;
  unsigned queued; /* put into the submission queue, not yet submitted */
  int polled;      /* a kernel thread looks for submissions: no call submits them */
  unsigned *sq_tail, *sq_mask, *sq_flags, *sq_array;
  unsigned *cq_head, *cq_tail, *cq_mask;
  struct io_uring_sqe *sqes;
  struct io_uring_cqe *cqes;
};

/* Returns -1 and errno where the kernel refuses. idle is in milliseconds: after as long without
   a submission, the kernel thread of IORING_SETUP_SQPOLL sleeps. */
static inline int open_ring(struct ring *ring, unsigned flags, unsigned idle) {
  struct io_uring_params params = {.flags = flags, .sq_thread_idle = idle};
  ring->polled = (flags & IORING_SETUP_SQPOLL) != 0;
  ring->fd = syscall(SYS_io_uring_setup, ENTRIES, &params);
  if (ring->fd < 0) {
    return -1;
  }
  size_t sq_size = params.sq_off.array + params.sq_entries * sizeof(unsigned);
  size_t cq_size = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
  int access = PROT_READ | PROT_WRITE;
  char *sq = mmap(NULL, sq_size, access, MAP_SHARED, ring->fd, IORING_OFF_SQ_RING);
  char *cq = mmap(NULL, cq_size, access, MAP_SHARED, ring->fd, IORING_OFF_CQ_RING);
  ring->sqes = mmap(NULL, params.sq_entries * sizeof(struct io_uring_sqe), access, MAP_SHARED,
                    ring->fd, IORING_OFF_SQES);
  ring->sq_tail = (unsigned *)(sq + params.sq_off.tail);
  ring->sq_mask = (unsigned *)(sq + params.sq_off.ring_mask);
  ring->sq_flags = (unsigned *)(sq + params.sq_off.flags);
  ring->sq_array = (unsigned *)(sq + params.sq_off.array);
  ring->cq_head = (unsigned *)(cq + params.cq_off.head);
  ring->cq_tail = (unsigned *)(cq + params.cq_off.tail);
  ring->cq_mask = (unsigned *)(cq + params.cq_off.ring_mask);
  ring->cqes = (struct io_uring_cqe *)(cq + params.cq_off.cqes);
  return 0;
}

/* For a server that is nothing without its ring. */
static inline void must_open_ring(struct ring *ring, unsigned flags, unsigned idle) {
  if (open_ring(ring, flags, idle) != 0) {
    perror("io_uring_setup");
    exit(1);
  }
}

/* Puts a request into the submission queue. A kernel thread that polls takes it from there. */
static inline void submit(struct ring *ring, int op, int fd, const void *bytes, size_t size,
                          const void *whose) {
  unsigned at = *ring->sq_tail & *ring->sq_mask;
  struct io_uring_sqe *sqe = &ring->sqes[at];
  memset(sqe, 0, sizeof *sqe);
  sqe->opcode = op;
  sqe->fd = fd;
  sqe->addr = (unsigned long)bytes;
  sqe->len = size;
  sqe->user_data = (unsigned long)whose;
  ring->sq_array[at] = at;
  __atomic_store_n(ring->sq_tail, *ring->sq_tail + 1, __ATOMIC_SEQ_CST);
  ring->queued += ring->polled ? 0 : 1;
}

/* Takes the next completion, if there is one. */
static inline int completed(struct ring *ring, struct io_uring_cqe *cqe) {
  if (__atomic_load_n(ring->cq_tail, __ATOMIC_ACQUIRE) == *ring->cq_head) {
    return 0;
  }
  *cqe = ring->cqes[*ring->cq_head & *ring->cq_mask];
  __atomic_store_n(ring->cq_head, *ring->cq_head + 1, __ATOMIC_RELEASE);
  return 1;
}

static inline int asleep(struct ring *ring) {
  return __atomic_load_n(ring->sq_flags, __ATOMIC_SEQ_CST) & IORING_SQ_NEED_WAKEUP;
}

/* Submits what was put into the queue, waits for the next completion and takes it. */
static inline void await(struct ring *ring, struct io_uring_cqe *cqe) {
  while (!completed(ring, cqe)) {
    unsigned flags = IORING_ENTER_GETEVENTS;
    if (ring->polled && asleep(ring)) {
      flags |= IORING_ENTER_SQ_WAKEUP;
    }
    long taken = syscall(SYS_io_uring_enter, ring->fd, ring->queued, 1, flags, NULL, 0);
    ring->queued -= taken > 0 ? taken : 0;
  }
}

#endif
