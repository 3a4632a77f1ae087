package io.spikeport.cli.options;

import io.spikeport.calibration.Granularity;
import io.spikeport.data.AxisOrder;
import io.spikeport.format.contract.Target;
import io.spikeport.graph.Reset;
import io.spikeport.rewrite.MaxPooling;
import io.spikeport.rewrite.Scalers;
import io.spikeport.simulation.Engine;
import io.spikeport.snn.Readout;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The values of an option that is one of a few words: the constants of an enum, spelled in lower
 * case with hyphens.
 */
public abstract class Choices<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {

  private final List<E> constants;

  private Choices(Class<E> type) {
    this.constants = List.of(type.getEnumConstants());
  }

  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Stream<String> words() {
    return constants.stream().map(Choices::word);
  }

  @Override
  public Iterator<String> iterator() {
    return words().iterator();
  }

  @Override
  public E convert(String text) {
    return constants.stream()
        .filter(constant -> word(constant).equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of " + String.join(", ", this) + ", found '" + text + "'"));
  }

  /** {@code --preset}. */
  static final class Presets extends Choices<Preset> {
    Presets() {
      super(Preset.class);
    }
  }

  /** {@code --engine}. */
  static final class Engines extends Choices<Engine> {
    Engines() {
      super(Engine.class);
    }
  }

  /** {@code --granularity}. */
  static final class Granularities extends Choices<Granularity> {
    Granularities() {
      super(Granularity.class);
    }
  }

  /** {@code --scalers}. */
  static final class ScalerChoices extends Choices<Scalers> {
    ScalerChoices() {
      super(Scalers.class);
    }
  }

  /** {@code --neuron}. */
  static final class Neurons extends Choices<NeuronKind> {
    Neurons() {
      super(NeuronKind.class);
    }
  }

  /** {@code --reset}. */
  static final class Resets extends Choices<Reset> {
    Resets() {
      super(Reset.class);
    }
  }

  /** {@code --max-pool}. */
  static final class MaxPoolings extends Choices<MaxPooling> {
    MaxPoolings() {
      super(MaxPooling.class);
    }
  }

  /** {@code --readout}. */
  static final class Readouts extends Choices<Readout> {
    Readouts() {
      super(Readout.class);
    }
  }

  /** {@code --layout}. */
  static final class Layouts extends Choices<AxisOrder> {
    Layouts() {
      super(AxisOrder.class);
    }
  }

  /** {@code --target}. */
  public static final class Targets extends Choices<Target> {
    Targets() {
      super(Target.class);
    }
  }

  /** {@code --tune}. */
  static final class Tunings extends Choices<TuningKind> {
    Tunings() {
      super(TuningKind.class);
    }
  }
}
