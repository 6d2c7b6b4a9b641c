import TestSupport
import Testing

struct LinkTests {
  /// What a server loads to answer is what answers need: libcurl, which brings LDAP, Kerberos and SSH, is for
  /// downloads.
  @Test(arguments: ["cifar-train", "cifar-runs", "cifar-eval", "cifar-predict", "cifar-bench"])
  func onlyCifarDataLoadsLibcurl(_ name: String) throws {
    let libraries = try Program(path: "/usr/bin/ldd").run([Program(name).path])
    try #require(libraries.status == 0, "\(libraries.errorOutput)")
    for library in ["libcurl", "libldap", "libgssapi", "libssh"] {
      #expect(!libraries.output.contains(library), "\(library)")
    }
  }
}
