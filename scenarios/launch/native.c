/* A line, then for each line of stdin a subprocess that prints one. */
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>

extern char **environ;

int main(void) {
  char line[64];
  char *arguments[] = {"echo", "started", NULL};
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    pid_t child;
    if (posix_spawnp(&child, "echo", NULL, NULL, arguments, environ) != 0) return 1;
    waitpid(child, NULL, 0);
  }
  return 0;
}
