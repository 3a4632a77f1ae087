package io.spikeport.format.portable;

import io.spikeport.graph.Function;
import io.spikeport.graph.Reset;
import io.spikeport.proto.Snn;
import io.spikeport.snn.Coding;
import io.spikeport.snn.InputCoding;
import io.spikeport.snn.Readout;

/**
 * Enumerations between the model and the format. Decoding expects values that {@link MessageCheck}
 * has let pass.
 */
final class EnumCodec {

  private static final String FUNCTION = "FUNCTION_";

  private EnumCodec() {}

  static Snn.Reset encode(Reset reset) {
    return switch (reset) {
      case SOFT -> Snn.Reset.RESET_SOFT;
      case HARD -> Snn.Reset.RESET_HARD;
    };
  }

  static Reset decode(Snn.Reset reset) {
    return switch (reset) {
      case RESET_SOFT -> Reset.SOFT;
      case RESET_HARD -> Reset.HARD;
      case RESET_UNSPECIFIED, UNRECOGNIZED -> throw unchecked(reset);
    };
  }

  static Snn.Readout encode(Readout readout) {
    return switch (readout) {
      case OUTPUT -> Snn.Readout.READOUT_OUTPUT;
      case LOGITS -> Snn.Readout.READOUT_LOGITS;
    };
  }

  static Readout decode(Snn.Readout readout) {
    return switch (readout) {
      case READOUT_OUTPUT -> Readout.OUTPUT;
      case READOUT_LOGITS -> Readout.LOGITS;
      case READOUT_UNSPECIFIED, UNRECOGNIZED -> throw unchecked(readout);
    };
  }

  static Snn.InputCoding encode(InputCoding coding) {
    return switch (coding) {
      case CONSTANT_CURRENT -> Snn.InputCoding.INPUT_CODING_CONSTANT_CURRENT;
    };
  }

  static InputCoding decode(Snn.InputCoding coding) {
    return switch (coding) {
      case INPUT_CODING_CONSTANT_CURRENT -> InputCoding.CONSTANT_CURRENT;
      case INPUT_CODING_UNSPECIFIED, UNRECOGNIZED -> throw unchecked(coding);
    };
  }

  static Snn.Coding encode(Coding coding) {
    return switch (coding) {
      case RATE -> Snn.Coding.CODING_RATE;
      case DELTA -> Snn.Coding.CODING_DELTA;
    };
  }

  static Coding decode(Snn.Coding coding) {
    return switch (coding) {
      case CODING_RATE -> Coding.RATE;
      case CODING_DELTA -> Coding.DELTA;
      case CODING_UNSPECIFIED, UNRECOGNIZED -> throw unchecked(coding);
    };
  }

  /** The format's names are the model's with a prefix. */
  static Snn.Function encode(Function function) {
    return Snn.Function.valueOf(FUNCTION + function.name());
  }

  static Function decode(Snn.Function function) {
    return Function.valueOf(function.name().substring(FUNCTION.length()));
  }

  private static IllegalStateException unchecked(Object value) {
    return new IllegalStateException(value + " passed the check of the message");
  }
}
