// Essentials: the ground floor. Text compared as bytes, strict JSON, base64url, instants, secrets,
// and the protocols by which everything above is handed its time, randomness, audit, metrics and log.
//
// It owns no C library, opens no file and reads no clock of its own (`SystemClock` is the one
// exception, and is only ever named where a process is put together).
