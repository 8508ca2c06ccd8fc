/* Wrong: each client has a thread, and each thread answers on the newest connection: a global. */

#include "store.h"

static int newest;

static void *session(void *connection) {
  char line[1024], out[2 * SIZE];
  ssize_t got;
  while ((got = recv((long)connection, line, sizeof line - 1, 0)) > 0) {
    line[got] = 0;
    reply(line, &redis, out);
    send(newest, out, strlen(out), MSG_NOSIGNAL);
  }
  close((long)connection);
  return NULL;
}

int main(void) {
  int listener = open_listener();
  for (;;) {
    pthread_t thread;
    newest = accept(listener, NULL, NULL);
    pthread_create(&thread, NULL, session, (void *)(long)newest);
    pthread_detach(thread);
  }
}
