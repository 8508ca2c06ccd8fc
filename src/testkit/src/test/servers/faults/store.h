/* The store behind the C servers of this folder: SET and GET as lines. Not a server itself. */

#include "../common.h"

#include <netinet/in.h>
#include <pthread.h>

/* The words of a server: what it says for OK, for nothing, around a value, and after a reply. */
struct words {
  const char *ok, *nothing, *value, *after;
};

static const struct words redis = {"OK", "(nil)", "%s", "\r\n"};

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
