/* It serves one client at a time, by recv and send. But it accepts by a ring, everybody at once and
   early: of that strace sees nothing, and the kernel's table of connections does. */

#include "store.h"

#include "ring.h"

static struct ring ring;

static ssize_t get(int socket, void *to, size_t size) { return recv(socket, to, size, 0); }

static ssize_t put(int socket, const void *from, size_t size) {
  return send(socket, from, size, MSG_NOSIGNAL);
}

int main(void) {
  must_open_ring(&ring, 0, 0);
  int listener = open_listener();
  submit(&ring, IORING_OP_ACCEPT, listener, NULL, 0, NULL);
  for (;;) {
    struct io_uring_cqe cqe;
    await(&ring, &cqe);
    /* The kernel takes the next one while this one is served. */
    submit(&ring, IORING_OP_ACCEPT, listener, NULL, 0, NULL);
    ring.queued -= syscall(SYS_io_uring_enter, ring.fd, ring.queued, 0, 0, NULL, 0);
    if (cqe.res >= 0) {
      serve(cqe.res, get, put);
      close(cqe.res);
    }
  }
}
