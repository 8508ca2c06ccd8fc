/* Right, with arrays: blocking, one client at a time. It answers -ERR to a line and closes. */

#include "resp.h"

int main(void) {
  int listener = open_server();
  for (;;) {
    serve(accept(listener, NULL, NULL), REFUSE);
  }
}
