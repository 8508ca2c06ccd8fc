/* Blocking, one client at a time; it answers "Alice" with the quotes that redis-cli shows. */

#include "store.h"

static const struct words own = {"OK", "(nil)", "\"%s\"", "\n"};

int main(void) {
  int listener = open_listener();
  for (;;) {
    serve(accept(listener, NULL, NULL), &own);
  }
}
