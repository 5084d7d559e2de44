import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Runs a program and waits for it; its exit code. Foundation's `Process` reads past the end of a listing of open
/// descriptors where there are many, which the address sanitizer ends the tests for.
func run(_ program: String, _ arguments: [String]) throws -> Int32 {
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    defer { words.forEach { free($0) } }
    words.append(nil)
    var actions = posix_spawn_file_actions_t()
    try #require(posix_spawn_file_actions_init(&actions) == 0)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in Int32(1)...2 {
        try #require(posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0) == 0)
    }
    var child: pid_t = 0
    try #require(posix_spawnp(&child, program, &actions, nil, words, environ) == 0)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { try #require(errno == EINTR) }
    // Ended by itself, with this code.
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
}
