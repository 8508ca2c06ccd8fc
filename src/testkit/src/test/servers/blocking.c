/* Right: blocking, one client at a time. */

#include "commands.h"

int main(void) {
  int listener = open_listener();
  for (;;) {
    serve(accept(listener, NULL, NULL));
  }
}
