/* Right but for its line ends: +OK\n, not +OK\r\n. Blocking, one client at a time. */

#include "store.h"

static const struct words own = {"+OK", "$-1", "+%s", "\n"};

int main(void) {
  int listener = open_listener();
  for (;;) {
    serve(accept(listener, NULL, NULL), &own);
  }
}
