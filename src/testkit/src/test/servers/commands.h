/* The tiny store behind the C servers of this folder: PING, SET, GET, DEL and INCR.
   Not a server itself. */

#include "common.h"

/* Writes the reply to one inline command, as Redis does. */
static void reply(const char *line, char *out, size_t size) {
  char command[SIZE] = "", key[SIZE] = "", value[SIZE] = "";
  sscanf(line, "%255s %255s %255s", command, key, value);
  int at = place(key);
  if (strcasecmp(command, "PING") == 0) {
    snprintf(out, size, "+PONG\r\n");
  } else if (strcasecmp(command, "SET") == 0) {
    strcpy(keys[at], key);
    strcpy(values[at], value);
    snprintf(out, size, "+OK\r\n");
  } else if (strcasecmp(command, "GET") == 0 && (keys[at][0] == 0 || values[at][0] == 0)) {
    snprintf(out, size, "$-1\r\n");
  } else if (strcasecmp(command, "GET") == 0) {
    snprintf(out, size, "$%zu\r\n%s\r\n", strlen(values[at]), values[at]);
  } else if (strcasecmp(command, "DEL") == 0) {
    snprintf(out, size, ":%d\r\n", values[at][0] != 0);
    values[at][0] = 0; /* the key keeps its place, without a value */
  } else if (strcasecmp(command, "INCR") == 0) {
    strcpy(keys[at], key);
    snprintf(values[at], SIZE, "%d", atoi(values[at]) + 1);
    snprintf(out, size, ":%s\r\n", values[at]);
  } else {
    snprintf(out, size, "-ERR unknown command\r\n");
  }
}

/* Answers one client until it leaves. */
static void serve(int connection) {
  char unread[4096], out[2 * SIZE];
  size_t length = 0;
  ssize_t got;
  while ((got = recv(connection, unread + length, sizeof unread - 1 - length, 0)) > 0) {
    length += got;
    unread[length] = 0;
    char *line = unread, *end;
    while ((end = strchr(line, '\n')) != NULL) {
      *end = 0;
      reply(line, out, sizeof out);
      send(connection, out, strlen(out), MSG_NOSIGNAL);
      line = end + 1;
    }
    length = strlen(line);
    memmove(unread, line, length);
  }
  close(connection);
}
