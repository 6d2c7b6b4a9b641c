#pragma once

// What a process must arrange once, at its start, and the two signals that ask a long run to stop.
// In C, because a signal handler may touch lock-free memory and async-signal-safe functions only.

/// Opens /dev/null on the descriptors 0, 1 and 2 that are closed (else the next file opened would receive what is
/// printed), makes standard output line-buffered, lets a broken pipe end the process quietly, and lets a write beyond
/// the file size limit fail with EFBIG instead of killing the process. Returns 0, or errno.
int ck_process_prepare(void);

/// From now on the first SIGINT or SIGTERM is only remembered; a second one ends the process with status 128 + signal.
/// Calling it again changes nothing. Returns 0, or errno.
int ck_stop_request_install(void);

/// The signal that asked for a stop, or 0.
int ck_stop_request_current(void);

/// Hands what was printed to standard output over to the system. Returns 0, or the errno of this or an earlier failure.
int ck_standard_output_flush(void);
