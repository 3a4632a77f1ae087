package io.spikeport.data.array;

import java.nio.ByteBuffer;

/** Numbers as files store them. The byte order is that of the buffer. */
public enum NumberType {
  /** Unsigned byte of an image: 0…255 is read as 0…1, as torchvision's {@code ToTensor} does. */
  PIXEL(1, true) {
    @Override
    public float toFloat(ByteBuffer bytes, int index) {
      return (bytes.get(index) & 0xff) / 255f;
    }

    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.get(index) & 0xff;
    }
  },
  UINT8(1, true) {
    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.get(index) & 0xff;
    }
  },
  BOOL(1, true) {
    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.get(index) == 0 ? 0 : 1;
    }
  },
  INT8(1, true) {
    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.get(index);
    }
  },
  UINT16(2, true) {
    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.getShort(2 * index) & 0xffff;
    }
  },
  INT16(2, true) {
    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.getShort(2 * index);
    }
  },
  UINT32(4, true) {
    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.getInt(4 * index) & 0xffffffffL;
    }
  },
  INT32(4, true) {
    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.getInt(4 * index);
    }
  },
  INT64(8, true) {
    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.getLong(8 * index);
    }
  },
  /** Values of 2^63 and more are read as negative; neither labels nor images have such. */
  UINT64(8, true) {
    @Override
    public long toLong(ByteBuffer bytes, int index) {
      return bytes.getLong(8 * index);
    }
  },
  FLOAT16(2, false) {
    @Override
    public float toFloat(ByteBuffer bytes, int index) {
      return halfToFloat(bytes.getShort(2 * index));
    }
  },
  BFLOAT16(2, false) {
    @Override
    public float toFloat(ByteBuffer bytes, int index) {
      return Float.intBitsToFloat(bytes.getShort(2 * index) << 16);
    }
  },
  FLOAT32(4, false) {
    @Override
    public float toFloat(ByteBuffer bytes, int index) {
      return bytes.getFloat(4 * index);
    }
  },
  FLOAT64(8, false) {
    @Override
    public float toFloat(ByteBuffer bytes, int index) {
      return (float) bytes.getDouble(8 * index);
    }
  };

  private final int size;
  private final boolean integer;

  NumberType(int size, boolean integer) {
    this.size = size;
    this.integer = integer;
  }

  /** In bytes. */
  int size() {
    return size;
  }

  public boolean isInteger() {
    return integer;
  }

  /** The element at {@code index}, counted in elements from the start of {@code bytes}. */
  public float toFloat(ByteBuffer bytes, int index) {
    return toLong(bytes, index);
  }

  /**
   * Likewise, as an integer.
   *
   * @throws UnsupportedOperationException if this is no integer type
   */
  public long toLong(ByteBuffer bytes, int index) {
    throw new UnsupportedOperationException(name());
  }

  /** Reads the first {@code count} elements of {@code bytes}. */
  public final void toFloats(ByteBuffer bytes, int count, float[] target, int offset) {
    if (this == FLOAT32) {
      bytes.slice().order(bytes.order()).asFloatBuffer().get(target, offset, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      target[offset + i] = toFloat(bytes, i);
    }
  }

  /** IEEE 754 binary16; all values are exact in float32. */
  private static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      float subnormal = fraction * 0x1p-24f;
      return sign == 0 ? subnormal : -subnormal;
    }
    int bits = exponent == 0x1f ? 0x7f800000 : (exponent + 112) << 23;
    return Float.intBitsToFloat(sign | bits | (fraction << 13));
  }
}
