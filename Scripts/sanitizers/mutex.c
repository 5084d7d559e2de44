/* Tells ThreadSanitizer of the locks that it cannot see.
 *
 * Swift's `Mutex` is taken and left by atomic instructions in the caller's own code, which the sanitizer sees, as long
 * as nobody else wants it. Contended, it is handed over by functions of the standard library, which is not instrumented,
 * and by the kernel; what the lock protects then looks like a race. Preloaded before the tests, this stands in for those
 * three functions and says what they did. No report is suppressed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

/* The library's own; without it no lock would work, so its absence ends the process. */
static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL)
        abort();
    return found;
}

SWIFT void sallyport_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT bool sallyport_try(SELF) __asm__(TRY);
SWIFT void sallyport_unlock(SELF) __asm__(UNLOCK);

SWIFT void sallyport_lock(uint32_t thread, SELF) {
    SWIFT void (*lock)(uint32_t, SELF) = real(LOCK);
    lock(thread, self);
    if (__tsan_acquire)
        __tsan_acquire(self);
}

SWIFT bool sallyport_try(SELF) {
    SWIFT bool (*try)(SELF) = real(TRY);
    bool taken = try(self);
    if (taken && __tsan_acquire)
        __tsan_acquire(self);
    return taken;
}

SWIFT void sallyport_unlock(SELF) {
    SWIFT void (*unlock)(SELF) = real(UNLOCK);
    if (__tsan_release)
        __tsan_release(self);
    unlock(self);
}
