package io.spikeport.onnx.model;

/** The 16-bit floating-point formats; every value of theirs is exact in float32. */
final class SmallFloats {

  private static final int FRACTION = 10;
  private static final int EXPONENT_MASK = 0x1f;
  private static final int FRACTION_MASK = (1 << FRACTION) - 1;

  private SmallFloats() {}

  /** IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
  static float fromFloat16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> FRACTION) & EXPONENT_MASK;
    int fraction = bits & FRACTION_MASK;
    if (exponent == 0) {
      // Subnormal: fraction · 2⁻²⁴.
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wideExponent = exponent == EXPONENT_MASK ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wideExponent << 23 | fraction << (23 - FRACTION));
  }

  /** bfloat16: the upper half of a float32. */
  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
