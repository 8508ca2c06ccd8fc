/* The store behind the C servers of this folder: SET and GET as lines. Not a server itself. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { KEYS = 64, SIZE = 256 };
static char keys[KEYS][SIZE], values[KEYS][SIZE];

/* The words of a server: what it says for OK, for nothing, around a value, and after a reply. */
struct words {
  const char *ok, *nothing, *value, *after;
};

static const struct words redis = {"OK", "(nil)", "%s", "\r\n"};

static inline int place(const char *key) {
  int at = 0;
  while (at < KEYS - 1 && keys[at][0] != 0 && strcmp(keys[at], key) != 0) {
    at++;
  }
  return at;
}

/* Writes the reply to one line. */
static inline void reply(const char *line, const struct words *words, char *out) {
  char command[SIZE] = "", key[SIZE] = "", value[SIZE] = "";
  sscanf(line, "%255s %255s %255s", command, key, value);
  int at = place(key);
  if (strcasecmp(command, "SET") == 0) {
    strcpy(keys[at], key);
    strcpy(values[at], value);
    strcpy(out, words->ok);
  } else if (strcasecmp(command, "GET") == 0 && keys[at][0] != 0) {
    sprintf(out, words->value, values[at]);
  } else if (strcasecmp(command, "GET") == 0) {
    strcpy(out, words->nothing);
  } else {
    strcpy(out, "ERR");
  }
  strcat(out, words->after);
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

/* Answers one client until it leaves. A line comes in one piece, as the kit's clients send it. */
static inline void serve(int connection, const struct words *words) {
  char line[1024], out[2 * SIZE];
  ssize_t got;
  while ((got = recv(connection, line, sizeof line - 1, 0)) > 0) {
    line[got] = 0;
    reply(line, words, out);
    send(connection, out, strlen(out), MSG_NOSIGNAL);
  }
  close(connection);
}
