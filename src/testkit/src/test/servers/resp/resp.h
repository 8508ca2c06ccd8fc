/* What the C servers of this folder share: arrays of bulk strings, PING, ECHO, SET and GET. A line
   is no request to them. Not a server itself. */

#include "../common.h"

#include <sys/mman.h>
#include <time.h>

enum { WORDS = 8 };

/* Shared by the processes of a server that forks. */
static struct entry {
  char key[SIZE], value[SIZE];
  long expires; /* in milliseconds of the monotonic clock; 0: never */
} *store;

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static struct entry *find(const char *key) {
  struct entry *at = store;
  while (at < store + KEYS - 1 && at->key[0] != 0 && strcmp(at->key, key) != 0) {
    at++;
  }
  return at;
}

/* Takes a whole array off the front of in. Returns its length in bytes; 0 while it is not whole. */
static size_t parse(const char *in, char word[WORDS][SIZE], int *words) {
  const char *at = in, *end = strstr(in, "\r\n");
  *words = end ? atoi(in + 1) : 0;
  if (*words > WORDS || (at = end) == NULL) {
    return 0;
  }
  for (int i = 0; i < *words; i++) {
    int length = atoi(at + 3); /* behind \r\n and $ */
    if ((at = strstr(at + 2, "\r\n")) == NULL || (end = at + 2 + length) > in + strlen(in) - 2) {
      return 0;
    }
    snprintf(word[i], SIZE, "%.*s", length, at + 2);
    at = end;
  }
  return at + 2 - in;
}

static void execute(char word[WORDS][SIZE], int words, char *out) {
  struct entry *entry = words > 1 ? find(word[1]) : store;
  if (strcasecmp(word[0], "PING") == 0) {
    sprintf(out, "+PONG\r\n");
  } else if (strcasecmp(word[0], "ECHO") == 0 && words == 2) {
    snprintf(out, 2 * SIZE, "$%zu\r\n%s\r\n", strlen(word[1]), word[1]);
  } else if (strcasecmp(word[0], "SET") == 0 && words >= 3) {
    strcpy(entry->key, word[1]);
    strcpy(entry->value, word[2]);
    entry->expires = words == 5 && strcasecmp(word[3], "PX") == 0 ? now() + atol(word[4]) : 0;
    sprintf(out, "+OK\r\n");
  } else if (strcasecmp(word[0], "GET") == 0 && words == 2) {
    int there = entry->key[0] != 0 && (entry->expires == 0 || entry->expires > now());
    there ? sprintf(out, "$%zu\r\n%s\r\n", strlen(entry->value), entry->value)
          : sprintf(out, "$-1\r\n");
  } else {
    sprintf(out, "-ERR unknown command\r\n");
  }
}

/* Makes the store, and a socket that listens. */
static int open_server(void) {
  store = mmap(NULL, KEYS * sizeof *store, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
               -1, 0);
  return open_listener();
}

/* What to do with bytes that do not begin as an array. */
enum line { KEEP, REFUSE };

/* Answers one client until it leaves. */
static void serve(int connection, enum line line) {
  char unread[4096] = "", out[2 * SIZE], word[WORDS][SIZE];
  size_t length = 0, used;
  ssize_t got;
  int words;
  while ((got = read(connection, unread + length, sizeof unread - 1 - length)) > 0) {
    length += got;
    unread[length] = 0;
    if (unread[0] != '*' && line == REFUSE) {
      dprintf(connection, "-ERR Protocol error: expected '*', got '%c'\r\n", unread[0]);
      break;
    }
    while (unread[0] == '*' && (used = parse(unread, word, &words)) > 0) {
      length -= used;
      memmove(unread, unread + used, length + 1);
      execute(word, words, out);
      write(connection, out, strlen(out));
    }
  }
  close(connection);
}
