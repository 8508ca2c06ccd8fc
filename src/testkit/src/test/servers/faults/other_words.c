/* Blocking, one client at a time; it says Saved. and No such key where Redis says OK and nil. */

#include "store.h"

static const struct words own = {"Saved.", "No such key", "%s", "\n"};

int main(void) {
  int listener = open_listener();
  for (;;) {
    serve(accept(listener, NULL, NULL), &own);
  }
}
