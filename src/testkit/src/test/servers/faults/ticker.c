/* Right: blocking, one client at a time; a thread looks for expired keys each millisecond. */

#include "store.h"

#include <time.h>

static void *tick(void *nothing) {
  for (;;) {
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  return nothing;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, tick, NULL);
  int listener = open_listener();
  for (;;) {
    serve(accept(listener, NULL, NULL), &redis);
  }
}
