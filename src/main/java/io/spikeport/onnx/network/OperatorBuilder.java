package io.spikeport.onnx.network;

import io.spikeport.onnx.model.Opsets;
import java.util.List;
import java.util.Optional;

/** Puts an {@link Operator}'s declaration together; what is not said is the usual case. */
public final class OperatorBuilder {

  public static final int ANY_NUMBER = Integer.MAX_VALUE;
  private static final int EVER = Integer.MAX_VALUE;

  private final String name;
  private int since = Opsets.OLDEST;
  private int until = EVER;
  private int minInputs = 1;
  private int maxInputs = 1;
  private int moreInputsSince = Opsets.OLDEST;
  private int maxOutputs = 1;
  private List<Attribute> attributes = List.of();
  private String becomes = "";
  private String refused = "";
  private String remedy = "";
  private Optional<Translation> translation = Optional.empty();
  private Optional<Folding> folding = Optional.empty();

  private OperatorBuilder(String name) {
    this.name = name;
  }

  /** An operator that is imported. */
  public static OperatorBuilder operator(String name, Translation translation) {
    OperatorBuilder builder = new OperatorBuilder(name);
    builder.translation = Optional.of(translation);
    builder.becomes = name;
    return builder;
  }

  /** An operator that is computed at import and may not depend on the model's input. */
  public static OperatorBuilder folded(String name, Folding folding) {
    return new OperatorBuilder(name)
        .foldedBy(folding)
        .becomes("a constant")
        .refuses("values that depend on the image")
        .remedy("export the model without " + name + " between its layers");
  }

  /** An operator that is never imported. */
  public static Operator refused(String name, String why, String remedy) {
    return new OperatorBuilder(name)
        .inputs(0, ANY_NUMBER)
        .outputs(ANY_NUMBER)
        .refuses(why)
        .remedy(remedy)
        .declare();
  }

  public OperatorBuilder becomes(String text) {
    becomes = text;
    return this;
  }

  public OperatorBuilder foldedBy(Folding how) {
    folding = Optional.of(how);
    return this;
  }

  public OperatorBuilder since(int opset) {
    since = opset;
    return this;
  }

  public OperatorBuilder until(int opset) {
    until = opset;
    return this;
  }

  public OperatorBuilder inputs(int exactly) {
    return inputs(exactly, exactly);
  }

  public OperatorBuilder inputs(int least, int most) {
    minInputs = least;
    maxInputs = most;
    return this;
  }

  /** Says that inputs beyond the least number came with an opset version. */
  public OperatorBuilder moreInputsSince(int opset) {
    moreInputsSince = opset;
    return this;
  }

  public OperatorBuilder outputs(int most) {
    maxOutputs = most;
    return this;
  }

  public OperatorBuilder with(Attribute... all) {
    attributes = List.of(all);
    return this;
  }

  public OperatorBuilder refuses(String text) {
    refused = text;
    return this;
  }

  public OperatorBuilder remedy(String text) {
    remedy = text;
    return this;
  }

  public Operator declare() {
    return new Operator(
        name,
        since,
        until,
        minInputs,
        maxInputs,
        moreInputsSince,
        maxOutputs,
        attributes,
        becomes,
        refused,
        remedy,
        translation,
        folding);
  }
}
