import Glibc

/// Lets a signal through to this thread, and so to the programs it starts.
///
/// The threads that tests run on may block signals, and a program inherits that from the thread that starts it.
func receive(signal: Int32) {
  var set = sigset_t()
  unsafe sigemptyset(&set)
  unsafe sigaddset(&set, signal)
  unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
}
