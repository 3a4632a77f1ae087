package io.spikeport.report.examine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The spikes of a few neurons of each layer over time.
 *
 * @param image position in the data set
 * @param picture the image, if it is one
 * @param timesteps timesteps that are shown, from the first on
 * @param layers in topological order
 */
public record Raster(int image, Optional<Picture> picture, int timesteps, List<Layer> layers) {

  public Raster {
    Objects.requireNonNull(picture);
    layers = List.copyOf(layers);
  }

  /**
   * One layer.
   *
   * @param layer its name
   * @param neurons how many it has
   * @param fired how many of them fired in these timesteps
   * @param trains some of those that fired, evenly chosen
   */
  public record Layer(String layer, int neurons, int fired, List<Train> trains) {

    public Layer {
      trains = List.copyOf(trains);
    }
  }

  /**
   * One neuron.
   *
   * @param neuron position in the layer, row-major
   * @param spikes its output in each timestep
   */
  public record Train(int neuron, List<Integer> spikes) {

    public Train {
      spikes = List.copyOf(spikes);
    }
  }
}
