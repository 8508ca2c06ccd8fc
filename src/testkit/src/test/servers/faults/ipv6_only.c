/* Listens on [::1] alone, whatever $HOST says. Blocking, one client at a time. */

#include "store.h"

int main(void) {
  const char *port = getenv("PORT");
  struct sockaddr_in6 address = {.sin6_family = AF_INET6,
                                 .sin6_port = htons(port ? atoi(port) : 6379),
                                 .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  int listener = socket(AF_INET6, SOCK_STREAM, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("bind");
    return 1;
  }
  listen(listener, 128);
  for (;;) {
    serve(accept(listener, NULL, NULL), &redis);
  }
}
