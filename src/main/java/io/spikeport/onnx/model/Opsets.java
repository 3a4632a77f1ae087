package io.spikeport.onnx.model;

import io.spikeport.proto.Onnx.OperatorSetIdProto;
import java.util.List;
import java.util.Optional;

/** The versions of ONNX's standard operator set that are read. */
public final class Opsets {

  /** The oldest; opset 7 changed how values are broadcast, 6 is read where that does not matter. */
  public static final int OLDEST = 6;

  /** The newest that this importer knows all operators of. */
  public static final int NEWEST = 25;

  private Opsets() {}

  /** The standard domain's version among those that a model or a function imports. */
  public static Optional<Integer> declared(List<OperatorSetIdProto> imports) {
    return imports.stream()
        .filter(set -> isStandard(set.getDomain()))
        .map(set -> (int) Math.max(0, Math.min(Integer.MAX_VALUE, set.getVersion())))
        .findFirst();
  }

  /** The version by which nodes are read: a newer one than is known is read as the newest known. */
  public static Optional<Integer> read(List<OperatorSetIdProto> imports) {
    return declared(imports).map(version -> Math.min(version, NEWEST));
  }

  /** Whether a domain name is one of the two spellings of the standard domain. */
  public static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }
}
