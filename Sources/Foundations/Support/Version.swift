/// The version of this program, as files record it.
public enum Version {
  public static let number = "0.1.0"
}
