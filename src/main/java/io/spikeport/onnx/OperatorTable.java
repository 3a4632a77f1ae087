package io.spikeport.onnx;

import io.spikeport.onnx.model.Opsets;
import io.spikeport.onnx.network.Operator;
import io.spikeport.onnx.network.OperatorBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All ONNX operators that the importer knows, and what it says about them. */
public final class OperatorTable {

  private static final Map<String, Operator> BY_NAME =
      Stream.of(LayerOperators.ALL, ShapeOperators.ALL, RefusedOperators.ALL)
          .flatMap(List::stream)
          .collect(Collectors.toMap(Operator::name, Function.identity()));

  private OperatorTable() {}

  /** The declaration of an operator; one that is not known is refused. */
  static Operator of(String domain, String name) {
    if (RuntimeQuant.isQuant(domain, name)) {
      return BY_NAME.get("Quant");
    }
    boolean ofRuntime = domain.startsWith("com.microsoft");
    boolean standard =
        Opsets.isStandard(domain)
            || ofRuntime && (name.equals("QuantizeLinear") || name.equals("DequantizeLinear"));
    if (!standard) {
      return OperatorBuilder.refused(
          name,
          "operators of the domain " + domain + " are not known",
          !ofRuntime
              ? "export the model with standard ONNX operators"
              : name.startsWith("Q")
                  ? RefusedOperators.QDQ
                  : "export the model again without ONNX Runtime's optimizations");
    }
    Operator known = BY_NAME.get(name);
    return known != null
        ? known
        : OperatorBuilder.refused(
            name, "this operator is not supported", "export the model without it");
  }

  /**
   * The table for the user's documentation, in Markdown: first the operators that are imported,
   * then those that are refused by name.
   */
  public static String markdown() {
    return imported() + "\n" + refused();
  }

  private static String imported() {
    return sorted(Operator::isImported)
        .map(
            op ->
                "| "
                    + op.name()
                    + (op.since() > Opsets.OLDEST ? " (" + op.since() + "+)" : "")
                    + (op.until() <= Opsets.NEWEST ? " (–" + (op.until() - 1) + ")" : "")
                    + " | "
                    + op.becomes()
                    + " | "
                    + op.refused()
                    + " | "
                    + (op.refused().isEmpty() ? "" : op.remedy())
                    + " |\n")
        .collect(
            Collectors.joining(
                "", "| ONNX operator | becomes | refused | then |\n|---|---|---|---|\n", ""));
  }

  private static String refused() {
    Map<String, List<Operator>> byReason =
        sorted(op -> !op.isImported()).collect(Collectors.groupingBy(Operator::refused));
    return byReason.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                "| "
                    + entry.getValue().stream()
                        .map(Operator::name)
                        .collect(Collectors.joining(", "))
                    + " | "
                    + entry.getKey()
                    + " | "
                    + entry.getValue().get(0).remedy()
                    + " |\n")
        .collect(Collectors.joining("", "| Refused operators | why | then |\n|---|---|---|\n", ""));
  }

  private static Stream<Operator> sorted(Predicate<Operator> which) {
    return BY_NAME.values().stream().filter(which).sorted(Comparator.comparing(Operator::name));
  }
}
