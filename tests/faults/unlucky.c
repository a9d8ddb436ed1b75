/* A disk that fills up, and a process that is killed, at a point that the test chooses.
 *
 * Preloaded into the command, it watches what is done to files in one folder: unlucky_arm("full", n)
 * lets n more bytes be written there, and then there is no space left; unlucky_arm("kill", n) ends
 * the process at once before the n-th step (an open, write, sync, rename, link or unlink) from now.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static long bytes_left = -1, steps_left = -1, steps = 0;

void unlucky_arm(const char *mode, long n) {
    bytes_left = strcmp(mode, "full") == 0 ? n : -1;
    steps_left = strcmp(mode, "kill") == 0 ? n : -1;
    steps = 0;
}

long unlucky_steps(void) { return steps; }

static int watched(const char *path) {
    const char *folder = getenv("UNLUCKY_FOLDER");
    return folder != NULL && path != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int watched_fd(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return watched(path);
}

static void step(void) {
    ++steps;
    if (steps_left > 0 && --steps_left == 0) kill(getpid(), SIGKILL);
}

#define REAL(type, name, ...)                                    \
    static type (*real)(__VA_ARGS__) = NULL;                     \
    if (real == NULL) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t n) {
    REAL(ssize_t, write, int, const void *, size_t);
    if (watched_fd(fd)) {
        step();
        if (bytes_left >= 0) {
            if (bytes_left == 0 && n > 0) { errno = ENOSPC; return -1; }
            if ((long)n > bytes_left) n = bytes_left;
            bytes_left -= n;
        }
    }
    return real(fd, data, n);
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
    REAL(ssize_t, writev, int, const struct iovec *, int);
    if (!watched_fd(fd) || n == 0) return real(fd, parts, n);
    return write(fd, parts[0].iov_base, parts[0].iov_len);
}

int open(const char *path, int flags, ...) {
    REAL(int, open, const char *, int, ...);
    va_list more;
    va_start(more, flags);
    mode_t mode = va_arg(more, int);
    va_end(more);
    if (watched(path) && (flags & O_CREAT)) step();
    return real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    REAL(int, open64, const char *, int, ...);
    va_list more;
    va_start(more, flags);
    mode_t mode = va_arg(more, int);
    va_end(more);
    if (watched(path) && (flags & O_CREAT)) step();
    return real(path, flags, mode);
}

int fsync(int fd) {
    REAL(int, fsync, int);
    if (watched_fd(fd)) step();
    return real(fd);
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    if (watched(to)) step();
    return real(from, to);
}

int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    if (watched(to)) step();
    return real(from, to);
}

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    if (watched(path)) step();
    return real(path);
}
