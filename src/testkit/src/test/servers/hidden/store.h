/* The store behind the servers of this folder: PING, SET and GET, as lines and as arrays.
   A server here shows only how its bytes move. Not a server itself. */

#ifndef STORE_H
#define STORE_H

#include "../common.h"

#include <errno.h>

enum { UNREAD = 16 * 1024, WORDS = 8 };

struct client {
  char in[UNREAD + 1];
  size_t have;
  char out[SIZE + 32];
};

struct request {
  char word[WORDS][SIZE];
  int words;
};

static inline void add_word(struct request *request, const char *from, size_t length) {
  if (request->words < WORDS) {
    snprintf(request->word[request->words++], SIZE, "%.*s", (int)length, from);
  }
}

/* The length of the line that begins here, with its end; 0 while the end has not come. */
static inline size_t line_length(const char *in, size_t have) {
  const char *end = memchr(in, '\n', have);
  return end ? (size_t)(end - in) + 1 : 0;
}

/* *2\r\n$3\r\nGET\r\n$4\r\nname\r\n: its length, 0 while it is not all there. */
static inline size_t read_array(const char *in, size_t have, struct request *request) {
  size_t at = line_length(in, have);
  for (int left = at ? atoi(in + 1) : 0; left > 0; left--) {
    size_t head = line_length(in + at, have - at), length;
    if (head == 0) {
      return 0;
    }
    length = strtoul(in + at + 1, NULL, 10);
    at += head;
    if (length > UNREAD || have < at + length + 2) {
      return 0;
    }
    add_word(request, in + at, length);
    at += length + 2;
  }
  return at;
}

/* GET name\r\n */
static inline size_t read_line(const char *in, size_t have, struct request *request) {
  size_t length = line_length(in, have);
  for (const char *at = in, *end = in + length; at < end;) {
    at += strspn(at, " \r\n");
    size_t word = strcspn(at, " \r\n");
    if (at < end && word > 0) {
      add_word(request, at, word);
    }
    at += word;
  }
  return length;
}

/* Takes the next whole request from what has come and writes its reply to out.
   Returns the reply's length in bytes, 0 while no whole request is there. */
static inline size_t answer(struct client *client) {
  struct request asked = {.words = 0};
  size_t used;
  do {
    client->in[client->have] = 0;
    used = client->in[0] == '*' ? read_array(client->in, client->have, &asked)
                                : read_line(client->in, client->have, &asked);
    client->have -= used;
    memmove(client->in, client->in + used, client->have);
  } while (used > 0 && asked.words == 0); /* an empty line has no reply */
  if (used == 0) {
    return 0;
  }
  char(*word)[SIZE] = asked.word, *out = client->out;
  int at = asked.words > 1 ? place(word[1]) : 0;
  if (strcasecmp(word[0], "PING") == 0) {
    return sprintf(out, "+PONG\r\n");
  }
  if (strcasecmp(word[0], "SET") == 0 && asked.words == 3) {
    strcpy(keys[at], word[1]);
    strcpy(values[at], word[2]);
    return sprintf(out, "+OK\r\n");
  }
  if (strcasecmp(word[0], "GET") == 0 && asked.words == 2) {
    return keys[at][0] == 0 ? sprintf(out, "$-1\r\n")
                            : snprintf(out, sizeof client->out, "$%zu\r\n%s\r\n",
                                       strlen(values[at]), values[at]);
  }
  return sprintf(out, "-ERR unknown command or wrong number of arguments\r\n");
}

/* How bytes move: as read(2) and write(2) return, -1 and errno where they fail. */
typedef ssize_t get_bytes(int socket, void *to, size_t size);
typedef ssize_t put_bytes(int socket, const void *from, size_t size);

/* Answers one client until it leaves. Does not close its connection. */
static inline void serve(int connection, get_bytes *get, put_bytes *put) {
  struct client client = {.have = 0};
  ssize_t got;
  size_t length;
  while ((got = get(connection, client.in + client.have, UNREAD - client.have)) > 0) {
    client.have += got;
    while ((length = answer(&client)) > 0) {
      for (size_t sent = 0; sent < length;) {
        ssize_t some = put(connection, client.out + sent, length - sent);
        if (some <= 0) {
          return;
        }
        sent += some;
      }
    }
  }
}

#endif
