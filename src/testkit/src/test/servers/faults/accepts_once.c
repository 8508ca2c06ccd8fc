/* Wrong: accepts its first client, serves it until it leaves, and then sleeps for ever. */

#include "store.h"

int main(void) {
  int listener = open_listener();
  serve(accept(listener, NULL, NULL), &redis);
  for (;;) {
    pause();
  }
}
