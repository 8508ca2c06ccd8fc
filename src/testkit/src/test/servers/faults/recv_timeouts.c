/* Right: one client at a time; accept(2) and recv(2) give up after 100 ms, and it asks again. */

#include "store.h"

#include <errno.h>
#include <sys/time.h>

int main(void) {
  int listener = open_listener(), connection;
  struct timeval patience = {.tv_usec = 100000};
  setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  for (;;) {
    char line[1024], out[2 * SIZE];
    ssize_t got;
    if ((connection = accept(listener, NULL, NULL)) < 0) {
      continue;
    }
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while ((got = recv(connection, line, sizeof line - 1, 0)) > 0 ||
           (got < 0 && errno == EAGAIN)) {
      if (got > 0) {
        line[got] = 0;
        reply(line, &redis, out);
        send(connection, out, strlen(out), MSG_NOSIGNAL);
      }
    }
    close(connection);
  }
}
