/* Preloaded before a program, lets every look-up of a name under `.slow.test` hang, as behind a dead name server. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    static const char tail[] = ".slow.test";
    size_t length = node == NULL ? 0 : strlen(node);
    if (length > sizeof tail - 1 && strcmp(node + length - (sizeof tail - 1), tail) == 0) {
        sleep(60);
        return EAI_AGAIN;
    }
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
    return real(node, service, hints, found);
}
