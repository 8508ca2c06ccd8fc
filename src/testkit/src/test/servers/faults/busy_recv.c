/* Right: one client at a time. While a client says nothing, it asks the kernel again and again. */

#include "store.h"

#include <errno.h>

int main(void) {
  int listener = open_listener();
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    char line[1024], out[2 * SIZE];
    ssize_t got;
    while ((got = recv(connection, line, sizeof line - 1, MSG_DONTWAIT)) != 0) {
      if (got < 0 && errno == EAGAIN) {
        continue;
      }
      line[got > 0 ? got : 0] = 0;
      reply(line, &redis, out);
      send(connection, out, strlen(out), MSG_NOSIGNAL);
    }
    close(connection);
  }
}
