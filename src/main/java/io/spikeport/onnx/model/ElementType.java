package io.spikeport.onnx.model;

import io.spikeport.proto.Onnx.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The element types of ONNX tensors that can be read, with their raw, little-endian form. */
public enum ElementType {
  FLOAT(DataType.FLOAT, 4, false) {
    @Override
    void floats(ByteBuffer raw, float[] target, int at, int count) {
      raw.asFloatBuffer().get(target, at, count);
    }

    @Override
    double real(ByteBuffer raw) {
      return raw.getFloat();
    }
  },
  DOUBLE(DataType.DOUBLE, 8, false) {
    @Override
    double real(ByteBuffer raw) {
      return raw.getDouble();
    }
  },
  FLOAT16(DataType.FLOAT16, 2, false) {
    @Override
    double real(ByteBuffer raw) {
      return SmallFloats.fromFloat16(raw.getShort());
    }
  },
  BFLOAT16(DataType.BFLOAT16, 2, false) {
    @Override
    double real(ByteBuffer raw) {
      return SmallFloats.fromBfloat16(raw.getShort());
    }
  },
  INT8(DataType.INT8, 1, true) {
    @Override
    long integer(ByteBuffer raw) {
      return raw.get();
    }
  },
  UINT8(DataType.UINT8, 1, true) {
    @Override
    long integer(ByteBuffer raw) {
      return Byte.toUnsignedLong(raw.get());
    }
  },
  BOOL(DataType.BOOL, 1, true) {
    @Override
    long integer(ByteBuffer raw) {
      return raw.get() == 0 ? 0 : 1;
    }
  },
  INT16(DataType.INT16, 2, true) {
    @Override
    long integer(ByteBuffer raw) {
      return raw.getShort();
    }
  },
  UINT16(DataType.UINT16, 2, true) {
    @Override
    long integer(ByteBuffer raw) {
      return Short.toUnsignedLong(raw.getShort());
    }
  },
  INT32(DataType.INT32, 4, true) {
    @Override
    long integer(ByteBuffer raw) {
      return raw.getInt();
    }
  },
  UINT32(DataType.UINT32, 4, true) {
    @Override
    long integer(ByteBuffer raw) {
      return Integer.toUnsignedLong(raw.getInt());
    }
  },
  INT64(DataType.INT64, 8, true) {
    @Override
    long integer(ByteBuffer raw) {
      return raw.getLong();
    }
  };

  private final DataType code;
  private final int bytes;
  private final boolean integer;

  ElementType(DataType code, int bytes, boolean integer) {
    this.code = code;
    this.bytes = bytes;
    this.integer = integer;
  }

  public static Optional<ElementType> of(int code) {
    for (ElementType type : values()) {
      if (type.code.getNumber() == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The name that the ONNX specification gives to a code, known here or not. */
  public static String name(int code) {
    DataType type = DataType.forNumber(code);
    return type == null ? "element type " + code : type.name();
  }

  /** Bytes of one element in raw form. */
  int bytes() {
    return bytes;
  }

  public boolean isInteger() {
    return integer;
  }

  /** The next element of a little-endian buffer, for integer types. */
  long integer(ByteBuffer raw) {
    return (long) real(raw);
  }

  /** The next element of a little-endian buffer, as a real number. */
  double real(ByteBuffer raw) {
    return integer(raw);
  }

  /** Decodes {@code count} elements from a little-endian buffer's position on. */
  void floats(ByteBuffer raw, float[] target, int at, int count) {
    for (int i = at; i < at + count; i++) {
      target[i] = (float) real(raw);
    }
  }

  /** Likewise, as integers. */
  void integers(ByteBuffer raw, long[] target, int at, int count) {
    for (int i = at; i < at + count; i++) {
      target[i] = integer(raw);
    }
  }

  public static ByteBuffer littleEndian(ByteBuffer raw) {
    return raw.order(ByteOrder.LITTLE_ENDIAN);
  }
}
