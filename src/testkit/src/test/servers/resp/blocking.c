/* Right: blocking, one client at a time. A line gets no reply: it stays in the buffer, and so do
   all arrays behind it. */

#include "resp.h"

int main(void) {
  int listener = open_server();
  for (;;) {
    serve(accept(listener, NULL, NULL), KEEP);
  }
}
