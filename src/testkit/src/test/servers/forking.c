/* Concurrent: a new process for every client. */

#include "commands.h"

#include <signal.h>

int main(void) {
  signal(SIGCHLD, SIG_IGN); /* the kernel buries the children */
  int listener = open_listener();
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (fork() == 0) {
      close(listener);
      serve(connection);
      _exit(0);
    }
    close(connection);
  }
}
