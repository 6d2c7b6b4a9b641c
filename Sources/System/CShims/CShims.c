#include "CShims.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static atomic_int stop_signal;

int ck_process_prepare(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) {
      // The lowest free descriptor is this one, since those below it are open by now.
      if (open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY) == -1) return errno;
    }
  }
  setvbuf(stdout, NULL, _IOLBF, 0);

  struct sigaction action = {0};
  sigemptyset(&action.sa_mask);
  action.sa_handler = SIG_DFL;
  if (sigaction(SIGPIPE, &action, NULL) != 0) return errno;
  action.sa_handler = SIG_IGN;
  if (sigaction(SIGXFSZ, &action, NULL) != 0) return errno;

  // A parent that starts programs from a dispatch worker hands down that thread's mask, in which these are blocked.
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  return pthread_sigmask(SIG_UNBLOCK, &stops, NULL);
}

static void remember_stop(int signal_number) {
  int none = 0;
  if (!atomic_compare_exchange_strong(&stop_signal, &none, signal_number)) _exit(128 + signal_number);
}

int ck_stop_request_install(void) {
  struct sigaction action = {0};
  sigemptyset(&action.sa_mask);
  action.sa_handler = remember_stop;
  action.sa_flags = SA_RESTART;
  if (sigaction(SIGINT, &action, NULL) != 0) return errno;
  if (sigaction(SIGTERM, &action, NULL) != 0) return errno;
  return 0;
}

int ck_stop_request_current(void) { return atomic_load(&stop_signal); }

int ck_standard_output_flush(void) {
  errno = 0;
  if (fflush(stdout) != 0) return errno != 0 ? errno : EIO;
  // An earlier write failed; its errno is gone, so say the general thing.
  return ferror(stdout) ? EIO : 0;
}
