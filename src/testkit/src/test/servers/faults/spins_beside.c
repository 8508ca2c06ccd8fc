/* Right: blocking, one client at a time. Beside it a thread spins: the process never rests. */

#include "store.h"

static void *spin(void *nothing) {
  for (volatile unsigned long turns = 0;; turns++) {
  }
  return nothing;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, spin, NULL);
  int listener = open_listener();
  for (;;) {
    serve(accept(listener, NULL, NULL), &redis);
  }
}
