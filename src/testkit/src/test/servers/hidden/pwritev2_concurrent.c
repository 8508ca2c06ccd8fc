/* Concurrent: a thread for every client, which moves its bytes by preadv2(2) and pwritev2(2). */

#include "store.h"

#include <pthread.h>
#include <sys/uio.h>

/* Held while a request is answered, not while one is awaited. */
static pthread_mutex_t store = PTHREAD_MUTEX_INITIALIZER;

static ssize_t get(int socket, void *to, size_t size) {
  struct iovec piece = {to, size};
  pthread_mutex_unlock(&store);
  ssize_t got = preadv2(socket, &piece, 1, -1, 0);
  pthread_mutex_lock(&store);
  return got;
}

static ssize_t put(int socket, const void *from, size_t size) {
  struct iovec piece = {(void *)from, size};
  return pwritev2(socket, &piece, 1, -1, 0);
}

static void *session(void *connection) {
  pthread_mutex_lock(&store);
  serve((long)connection, get, put);
  pthread_mutex_unlock(&store);
  close((long)connection);
  return NULL;
}

int main(void) {
  int listener = open_listener();
  for (;;) {
    long connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    pthread_t thread;
    pthread_create(&thread, NULL, session, (void *)connection);
    pthread_detach(thread);
  }
}
