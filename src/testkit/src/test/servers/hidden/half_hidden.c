/* Right, and half out of sight: blocking, one client at a time. It receives by calls that strace
   sees, and so it sends +OK and +PONG; everything else it sends by pwritev2(2).
   With the argument split, pwritev2(2) sends + or $5\r\n, and send(2) the rest: each request seems
   to get one reply, a plain line. */

#include "store.h"

#include <sys/uio.h>

static int split;

static ssize_t get(int socket, void *to, size_t size) { return recv(socket, to, size, 0); }

static ssize_t put(int socket, const void *from, size_t size) {
  struct iovec piece = {(void *)from, size};
  const char *reply = from;
  if (split && (*reply == '+' || *reply == '$' || *reply == '-')) {
    const char *value = memchr(reply, '\n', size - 1);
    piece.iov_len = value ? (size_t)(value + 1 - reply) : 1;
  } else if (split || *reply == '+') {
    return send(socket, reply, size, MSG_NOSIGNAL);
  }
  return pwritev2(socket, &piece, 1, -1, 0);
}

int main(int argc, char **argv) {
  split = argc > 1 && strcmp(argv[1], "split") == 0;
  int listener = open_listener();
  for (;;) {
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    serve(connection, get, put);
    close(connection);
  }
}
