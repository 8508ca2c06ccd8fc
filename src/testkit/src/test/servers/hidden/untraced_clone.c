/* Right, and half out of sight: the parent accepts and closes; a child that it made by
   clone(CLONE_UNTRACED) receives and sends. Blocking, one client at a time. */

#include "unseen.h"

/* Shared by parent and child: whose turn it is, and for which connection. */
struct page {
  unsigned turn;
  int connection;
};

enum { PARENT, CHILD };

static void child(void *shared) {
  struct page *page = shared;
  for (;;) {
    while (__atomic_load_n(&page->turn, __ATOMIC_ACQUIRE) != CHILD) {
      sleep_while(&page->turn, PARENT, 1000000);
    }
    serve(page->connection, unseen_get, unseen_put);
    __atomic_store_n(&page->turn, PARENT, __ATOMIC_RELEASE);
    wake(&page->turn);
  }
}

int main(void) {
  struct page *page =
      mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int listener = open_listener();
  start_untraced(child, page);
  for (;;) {
    page->connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    __atomic_store_n(&page->turn, CHILD, __ATOMIC_RELEASE);
    wake(&page->turn);
    while (__atomic_load_n(&page->turn, __ATOMIC_ACQUIRE) != PARENT) {
      keep_unseen_ring_awake();
      sleep_while(&page->turn, CHILD, 5000);
    }
    close(page->connection);
  }
}
