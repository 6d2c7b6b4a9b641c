/// The version of this program, as files record it.
package enum Version {
  package static let number = "0.1.0"
}
