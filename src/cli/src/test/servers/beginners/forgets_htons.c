// Forgets htons(): the port's bytes are the wrong way round.
#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = atoi(getenv("PORT"))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(listener, (struct sockaddr *)&address, sizeof address);
    listen(listener, 5);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        char bytes[100];
        while (read(client, bytes, sizeof bytes) > 0) {
            write(client, "+OK\r\n", 5);
        }
        close(client);
    }
}
