/* One read or write by Linux' asynchronous I/O, without libaio. Not a server itself. */

#ifndef AIO_H
#define AIO_H

#include <errno.h>
#include <linux/aio_abi.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Submits it, waits for it, and returns as read(2) does: -1 and errno where it fails. */
static inline ssize_t aio(aio_context_t context, int op, int fd, const void *bytes, size_t size) {
  struct iocb block = {.aio_lio_opcode = op,
                       .aio_fildes = fd,
                       .aio_buf = (unsigned long)bytes,
                       .aio_nbytes = size},
              *blocks = &block;
  struct io_event done;
  if (syscall(SYS_io_submit, context, 1, &blocks) != 1) {
    return -1;
  }
  while (syscall(SYS_io_getevents, context, 1, 1, &done, NULL) != 1) {
  }
  errno = done.res < 0 ? -done.res : 0;
  return done.res < 0 ? -1 : done.res;
}

#endif
