/* Concurrent: a process for every client; the store lies in memory that all share. */

#include "resp.h"

#include <signal.h>

int main(void) {
  signal(SIGCHLD, SIG_IGN); /* the kernel reaps the children */
  int listener = open_server();
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (fork() == 0) {
      close(listener);
      serve(connection, KEEP);
      _exit(0);
    }
    close(connection);
  }
}
