/* Right, and out of sight: blocking, one client at a time; it accepts, receives and sends through
   a ring. strace sees io_uring_enter(2), never whose bytes it moves.
   With the argument sqpoll a kernel thread takes the submissions: no call makes them. */

#include "store.h"

#include "ring.h"

static struct ring ring;

/* Asks the kernel for one thing and waits until it is done. */
static ssize_t do_one(int op, int fd, const void *bytes, size_t size) {
  submit(&ring, op, fd, bytes, size, NULL);
  struct io_uring_cqe cqe;
  await(&ring, &cqe);
  errno = cqe.res < 0 ? -cqe.res : 0;
  return cqe.res < 0 ? -1 : cqe.res;
}

static ssize_t get(int socket, void *to, size_t size) {
  return do_one(IORING_OP_RECV, socket, to, size);
}

static ssize_t put(int socket, const void *from, size_t size) {
  return do_one(IORING_OP_SEND, socket, from, size);
}

int main(int argc, char **argv) {
  int polled = argc > 1 && strcmp(argv[1], "sqpoll") == 0;
  must_open_ring(&ring, polled ? IORING_SETUP_SQPOLL : 0, 50);
  int listener = open_listener();
  for (;;) {
    int connection = do_one(IORING_OP_ACCEPT, listener, NULL, 0);
    if (connection >= 0) {
      serve(connection, get, put);
      do_one(IORING_OP_CLOSE, connection, NULL, 0);
    }
  }
}
