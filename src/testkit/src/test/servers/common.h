/* What the C servers of all folders share: keys with their values, and a socket that listens.
   Not a server itself. */

#ifndef COMMON_H
#define COMMON_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { KEYS = 64, SIZE = 256 };

static char keys[KEYS][SIZE], values[KEYS][SIZE];

/* The place of a key, or of a free one: keys[place] is then empty. */
static inline int place(const char *key) {
  int at = 0;
  while (at < KEYS - 1 && keys[at][0] != 0 && strcmp(keys[at], key) != 0) {
    at++;
  }
  return at;
}

/* A socket that listens at $HOST and $PORT. */
static inline int open_listener(void) {
  const char *host = getenv("HOST"), *port = getenv("PORT");
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(port ? atoi(port) : 6379)};
  inet_pton(AF_INET, host ? host : "127.0.0.1", &address.sin_addr);
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("bind");
    exit(1);
  }
  listen(listener, 128);
  return listener;
}

#endif
