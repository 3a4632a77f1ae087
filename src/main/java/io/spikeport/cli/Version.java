package io.spikeport.cli;

import io.spikeport.snn.Producer;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {Producer.NAME};
  }
}
