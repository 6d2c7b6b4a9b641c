import CImageCodecs

extension Image {
  /// A new image whose pixel (x, y) is the pixel number `start + x * xStep + y * yStep` of this one.
  /// Traps if a corner, and with it any pixel, would lie outside.
  func gathered(width: Int, height: Int, start: Int, xStep: Int, yStep: Int) -> Image {
    let (acrossX, acrossY) = ((width - 1) * xStep, (height - 1) * yStep)
    let corners = [start, start + acrossX, start + acrossY, start + acrossX + acrossY]
    precondition(
      corners.allSatisfy { (0..<self.width * self.height).contains($0) },
      "pixels \(corners) of \(self.width)x\(self.height)")
    let size = width * height * 3
    let result = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      unsafe ck_gather_pixels(buffer.baseAddress, pixels, start, xStep, yStep, width, height)
      initialized = size
    }
    return Image(width: width, height: height, pixels: result)
  }

  /// Every row resampled to the plan's length.
  func resampledColumns(_ plan: ResamplingPlan) -> Image {
    precondition(plan.inputs == width, "a plan for \(plan.inputs) columns, an image of \(width)")
    let size = plan.outputs * height * 3
    let result = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      unsafe plan.withC { unsafe ck_resample_columns(buffer.baseAddress, pixels, width, height, $0) }
      initialized = size
    }
    return Image(width: plan.outputs, height: height, pixels: result)
  }

  /// Every column resampled to the plan's length.
  func resampledRows(_ plan: ResamplingPlan) -> Image {
    precondition(plan.inputs == height, "a plan for \(plan.inputs) rows, an image of \(height)")
    let size = width * plan.outputs * 3
    let result = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      unsafe plan.withC { unsafe ck_resample_rows(buffer.baseAddress, pixels, width * 3, $0) }
      initialized = size
    }
    return Image(width: width, height: plan.outputs, pixels: result)
  }
}

extension ResamplingPlan {
  fileprivate func withC(_ body: (ck_resampling) -> Void) {
    unsafe first.withUnsafeBufferPointer { first in
      unsafe count.withUnsafeBufferPointer { count in
        unsafe weights.withUnsafeBufferPointer { weights in
          unsafe body(
            ck_resampling(
              first: first.baseAddress, count: count.baseAddress, weights: weights.baseAddress, stride: stride,
              outputs: outputs))
        }
      }
    }
  }
}
