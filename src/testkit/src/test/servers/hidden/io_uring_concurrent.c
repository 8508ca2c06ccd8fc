/* Concurrent, and out of sight: one ring serves everybody at once. What strace sees of it looks
   like what it sees of io_uring.c, which serves one client at a time. */

#include "store.h"

#include "ring.h"

struct session {
  struct client client;
  int socket;
  size_t ready, sent; /* of the reply that is being sent; 0 while it receives */
};

static struct ring ring;

static void receive(struct session *session) {
  struct client *client = &session->client;
  submit(&ring, IORING_OP_RECV, session->socket, client->in + client->have,
         UNREAD - client->have, session);
}

static void send_rest(struct session *session) {
  submit(&ring, IORING_OP_SEND, session->socket, session->client.out + session->sent,
         session->ready - session->sent, session);
}

/* result: the bytes that were received, or sent. */
static void go_on(struct session *session, int result) {
  if (result <= 0) {
    close(session->socket);
    free(session);
    return;
  }
  if (session->ready == 0) {
    session->client.have += result;
  } else if ((session->sent += result) < session->ready) {
    send_rest(session);
    return;
  }
  session->sent = 0;
  session->ready = answer(&session->client);
  session->ready > 0 ? send_rest(session) : receive(session);
}

int main(void) {
  must_open_ring(&ring, 0, 0);
  int listener = open_listener();
  submit(&ring, IORING_OP_ACCEPT, listener, NULL, 0, NULL);
  for (;;) {
    struct io_uring_cqe cqe;
    await(&ring, &cqe);
    if (cqe.user_data != 0) {
      go_on((struct session *)cqe.user_data, cqe.res);
      continue;
    }
    if (cqe.res >= 0) {
      struct session *session = calloc(1, sizeof *session);
      session->socket = cqe.res;
      receive(session);
    }
    submit(&ring, IORING_OP_ACCEPT, listener, NULL, 0, NULL);
  }
}
