/// Which of CIFAR-100's two labels: one of 100 fine classes, or one of 20 coarse ones. Other sources have fine only.
public enum LabelLevel: String, Sendable, Codable, CaseIterable, Hashable {
  case fine, coarse
}
