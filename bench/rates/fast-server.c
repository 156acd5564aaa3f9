/* Answers every request at once with the same bytes, as fast as one thread can. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static const char answer[] =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrollcall-instance-id: fast\r\n"
    "rollcall-invocation-id: 1\r\ncontent-length: 17\r\n\r\n{\"ok\":true,\"n\":1}";

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof at;
  if (bind(listener, (void *)&at, size) || listen(listener, 4096)) return 1;
  getsockname(listener, (void *)&at, &size);
  printf("http://127.0.0.1:%d/\n", ntohs(at.sin_port));
  fflush(stdout);
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(poll, ready, 256, -1);
    for (int i = 0; i < count; i++) {
      static char bytes[65536];
      int from = ready[i].data.fd;
      if (from == listener) {
        event.data.fd = accept4(listener, 0, 0, SOCK_NONBLOCK);
        if (event.data.fd < 0) continue;
        setsockopt(event.data.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
        continue;
      }
      ssize_t length = recv(from, bytes, sizeof bytes, 0);
      if (length == 0) close(from);
      char *end = bytes;
      while (length > 0 && (end = memmem(end, bytes + length - end, "\r\n\r\n", 4)) != NULL) {
        send(from, answer, sizeof answer - 1, 0);
        end += 4;
      }
    }
  }
}
