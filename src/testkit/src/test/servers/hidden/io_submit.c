/* Right: blocking, one client at a time. Its bytes move by io_submit(2), Linux' first asynchronous
   I/O: on a socket, IOCB_CMD_PREAD sleeps inside the call until bytes have come. */

#include "store.h"

#include "aio.h"

static aio_context_t context;

static ssize_t get(int socket, void *to, size_t size) {
  return aio(context, IOCB_CMD_PREAD, socket, to, size);
}

static ssize_t put(int socket, const void *from, size_t size) {
  return aio(context, IOCB_CMD_PWRITE, socket, from, size);
}

int main(void) {
  if (syscall(SYS_io_setup, 8, &context) != 0) {
    perror("io_setup");
    return 1;
  }
  int listener = open_listener();
  for (;;) {
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    serve(connection, get, put);
    close(connection);
  }
}
