/* Wrong: greets each client with a prompt, and puts one behind each reply. */

#include "store.h"

static const struct words own = {"OK", "(nil)", "%s", "\ndb> "};

int main(void) {
  int listener = open_listener();
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    send(connection, "db> ", 4, MSG_NOSIGNAL);
    serve(connection, &own);
  }
}
