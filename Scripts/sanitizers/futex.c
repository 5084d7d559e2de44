/* Tells ThreadSanitizer of the locks that it cannot see.
 *
 * Swift's `Mutex` is a word in memory. Uncontended it is taken and left by atomic instructions, which the sanitizer
 * sees; contended it is handed over by the kernel (FUTEX_LOCK_PI, FUTEX_UNLOCK_PI), which it does not, and what the
 * lock protects then looks like a race. Preloaded before the tests, this stands in for libc's `syscall` and says
 * what the kernel did. Nothing else is changed, and no report is suppressed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/futex.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

long syscall(long number, ...) {
    static long (*real)(long, ...);
    long a[6];
    va_list list;
    va_start(list, number);
    for (size_t i = 0; i < 6; i++)
        a[i] = va_arg(list, long);
    va_end(list);
    if (real == NULL)
        *(void **)&real = dlsym(RTLD_NEXT, "syscall");
    int operation = number == SYS_futex ? (int)a[1] & FUTEX_CMD_MASK : -1;
    if (operation == FUTEX_UNLOCK_PI && __tsan_release)
        __tsan_release((void *)a[0]);
    long answer = real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    if ((operation == FUTEX_LOCK_PI || operation == FUTEX_TRYLOCK_PI) && answer == 0 && __tsan_acquire) {
        int kept = errno;
        __tsan_acquire((void *)a[0]);
        errno = kept;
    }
    return answer;
}
