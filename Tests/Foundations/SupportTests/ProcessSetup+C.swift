import Glibc

/// From here on this process can write no file beyond a number of bytes.
func limitFileSize(_ bytes: UInt64) {
  var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
  _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}

/// From here on what this process prints goes into a file or device.
func redirectStandardOutput(to path: String) {
  let descriptor = unsafe open(path, O_WRONLY)
  dup2(descriptor, 1)
}
