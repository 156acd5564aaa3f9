/*
 * Hello World as an executable of its own: it speaks Lambda's Runtime API over one socket, without a library.
 * cc -O2 -static -o bootstrap bootstrap.c
 * Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const char api[] = "/2018-06-01/runtime/invocation";
static const char answer[] = "{\"message\":\"Hello World\"}";

/* A head, and as much of its body as came with it. */
static char buffer[64 * 1024];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* AWS_LAMBDA_RUNTIME_API is an address and a port, such as 127.0.0.1:9001. */
static int connected(const char *host) {
  char address[64];
  const char *colon = host ? strrchr(host, ':') : NULL;
  if (colon == NULL || colon - host >= (long)sizeof address) exit(1);
  memcpy(address, host, colon - host);
  address[colon - host] = '\0';
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(colon + 1))};
  if (inet_pton(AF_INET, address, &to.sin_addr) != 1) exit(1);
  int socket_fd = socket(AF_INET, SOCK_STREAM, 0);
  if (socket_fd < 0 || connect(socket_fd, (struct sockaddr *)&to, sizeof to) != 0) fail("connect");
  return socket_fd;
}

static void send_all(int socket_fd, const char *text, size_t length) {
  for (size_t sent = 0; sent < length;) {
    ssize_t count = write(socket_fd, text + sent, length - sent);
    if (count <= 0) fail("write");
    sent += count;
  }
}

/* The value of a header in the buffer, or NULL; it ends with the line. */
static const char *header(const char *name) {
  size_t length = strlen(name);
  for (const char *line = strstr(buffer, "\r\n"); line != NULL; line = strstr(line + 2, "\r\n"))
    if (strncasecmp(line + 2, name, length) == 0 && line[2 + length] == ':') return line + 3 + length + strspn(line + 3 + length, " ");
  return NULL;
}

/* Reads an answer to its end. The event itself is not needed. */
static void receive(int socket_fd) {
  size_t length = 0;
  char *body = NULL;
  while (body == NULL) {
    ssize_t count = read(socket_fd, buffer + length, sizeof buffer - 1 - length);
    if (count <= 0) exit(count == 0 ? 0 : 1);
    length += count;
    buffer[length] = '\0';
    body = strstr(buffer, "\r\n\r\n");
    if (body == NULL && length == sizeof buffer - 1) exit(1);
  }
  const char *declared = header("Content-Length");
  long left = (declared ? atol(declared) : 0) - (long)(buffer + length - (body + 4));
  body[2] = '\0';
  for (char rest[4096]; left > 0;) {
    ssize_t count = read(socket_fd, rest, left < (long)sizeof rest ? left : (long)sizeof rest);
    if (count <= 0) exit(1);
    left -= count;
  }
}

int main(void) {
  const char *host = getenv("AWS_LAMBDA_RUNTIME_API");
  int socket_fd = connected(host);
  char request[1024];
  for (;;) {
    int length = snprintf(request, sizeof request, "GET %s/next HTTP/1.1\r\nHost: %s\r\n\r\n", api, host);
    send_all(socket_fd, request, length);
    receive(socket_fd);
    const char *id = header("Lambda-Runtime-Aws-Request-Id");
    if (id == NULL) exit(1);
    length = snprintf(request, sizeof request,
                      "POST %s/%.*s/response HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", api,
                      (int)strcspn(id, "\r\n"), id, host, sizeof answer - 1, answer);
    send_all(socket_fd, request, length);
    receive(socket_fd);
  }
}
