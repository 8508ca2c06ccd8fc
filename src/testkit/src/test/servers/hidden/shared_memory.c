/* Right, and half out of sight: this process accepts, and answers; a helper moves the bytes between
   the client's socket and a page that both share. Blocking, one client at a time.

   shared_memory          makes its helper itself, by clone(CLONE_UNTRACED)
   shared_memory @NAME    hands each connection to a helper that already runs, by SCM_RIGHTS
   shared_memory helper @NAME    is that helper: start it first, out of strace's sight */

#include "unseen.h"

#include <stddef.h>
#include <sys/un.h>

enum turn { IDLE, GET, PUT, DONE };

/* The page: what the helper shall do with which connection, and how it went. */
struct page {
  unsigned turn;
  int connection, error;
  ssize_t result; /* bytes, or -1 */
  size_t size;
  char bytes[UNREAD];
};

static struct page *page;

/* -- The helper ------------------------------------------------------------ */

static void help(void *shared) {
  struct page *page = shared;
  for (;;) {
    unsigned turn = __atomic_load_n(&page->turn, __ATOMIC_ACQUIRE);
    if (turn == GET || turn == PUT) {
      page->result = turn == GET ? unseen_get(page->connection, page->bytes, page->size)
                                 : unseen_put(page->connection, page->bytes, page->size);
      page->error = errno;
      __atomic_store_n(&page->turn, DONE, __ATOMIC_RELEASE);
      wake(&page->turn);
    } else {
      sleep_while(&page->turn, turn, 1000000);
    }
  }
}

/* -- The server's side ----------------------------------------------------- */

static ssize_t ask(enum turn turn, size_t size) {
  page->size = size;
  __atomic_store_n(&page->turn, turn, __ATOMIC_RELEASE);
  wake(&page->turn);
  while (__atomic_load_n(&page->turn, __ATOMIC_ACQUIRE) != DONE) {
    keep_unseen_ring_awake();
    sleep_while(&page->turn, turn, 5000);
  }
  errno = page->error;
  return page->result;
}

static ssize_t get(int socket, void *to, size_t size) {
  (void)socket; /* the helper knows it */
  ssize_t got = ask(GET, size < UNREAD ? size : UNREAD);
  memcpy(to, page->bytes, got > 0 ? got : 0);
  return got;
}

static ssize_t put(int socket, const void *from, size_t size) {
  (void)socket;
  memcpy(page->bytes, from, size);
  return ask(PUT, size);
}

/* -- Between two processes that are no relatives --------------------------- */

static int name_socket(const char *name, struct sockaddr_un *address, socklen_t *size) {
  address->sun_family = AF_UNIX; /* @NAME is no file: it begins with a zero byte */
  memset(address->sun_path, 0, sizeof address->sun_path);
  strncpy(address->sun_path + 1, name + 1, sizeof address->sun_path - 2);
  *size = offsetof(struct sockaddr_un, sun_path) + strlen(name);
  return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
}

/* Sends a descriptor where fd is one; where it is -1, waits for one and returns it. */
static int pass(int channel, int fd) {
  char byte = 0;
  union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr header;
  } control;
  struct iovec piece = {&byte, 1};
  struct msghdr message = {.msg_iov = &piece,
                           .msg_iovlen = 1,
                           .msg_control = &control,
                           .msg_controllen = sizeof control};
  if (fd < 0) {
    if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) <= 0) {
      return -1;
    }
    memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
    return fd;
  }
  control.header = (struct cmsghdr){CMSG_LEN(sizeof fd), SOL_SOCKET, SCM_RIGHTS};
  memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
  return sendmsg(channel, &message, MSG_NOSIGNAL) == 1 ? fd : -1;
}

static struct page *map(int fd) {
  return mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE,
              fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED, fd, 0);
}

/* Helps one server after the other: the page first, then connections, each until the server is
   done with it. A request of the page ends the wait for the channel and the other way round, so
   that a child serves the page and this process the channel. */
static int run_helper(const char *name) {
  struct sockaddr_un address;
  socklen_t size;
  int listener = name_socket(name, &address, &size);
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 8) != 0) {
    perror(name);
    return 1;
  }
  for (;;) {
    int channel = accept(listener, NULL, NULL);
    struct page *shared = map(pass(channel, -1));
    long child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      help(shared);
    }
    for (int connection; (connection = pass(channel, -1)) >= 0; close(connection)) {
      char done;
      shared->connection = connection;
      send(channel, "", 1, MSG_NOSIGNAL);
      if (recv(channel, &done, 1, 0) <= 0) { /* the server is done with this client, or dead */
        break;
      }
    }
    kill(child, SIGKILL);
    close(channel);
  }
}

int main(int argc, char **argv) {
  if (argc == 3) {
    return run_helper(argv[2]);
  }
  int channel = -1, listener;
  if (argc == 2) {
    struct sockaddr_un address;
    socklen_t size;
    int memory = memfd_create("page", MFD_CLOEXEC);
    channel = name_socket(argv[1], &address, &size);
    if (ftruncate(memory, sizeof *page) != 0 ||
        connect(channel, (struct sockaddr *)&address, size) != 0 || pass(channel, memory) < 0) {
      perror(argv[1]);
      return 1;
    }
    page = map(memory);
  } else {
    page = map(-1);
    start_untraced(help, page);
  }
  listener = open_listener();
  for (;;) {
    int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    char ready;
    if (channel < 0) {
      page->connection = connection;
    } else if (pass(channel, connection) < 0 || recv(channel, &ready, 1, 0) != 1) {
      return 1;
    }
    serve(connection, get, put);
    if (channel >= 0) {
      send(channel, "", 1, MSG_NOSIGNAL); /* the helper closes its descriptor, too */
    }
    close(connection);
  }
}
