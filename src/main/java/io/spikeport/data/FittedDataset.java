package io.spikeport.data;

/** Samples that are as a network wants them; nothing more is done to them. */
final class FittedDataset extends DatasetView {

  FittedDataset(Dataset data) {
    super(data);
  }

  @Override
  public Dataset fitted(Fit fit) {
    if (!fit.takes(sampleShape())) {
      throw Fitting.refused(source(), sampleShape(), fit);
    }
    return this;
  }
}
