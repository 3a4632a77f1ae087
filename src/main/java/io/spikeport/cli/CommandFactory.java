package io.spikeport.cli;

import picocli.CommandLine;

/** Makes the commands and hands them the terminal. */
final class CommandFactory implements CommandLine.IFactory {

  private final Terminal terminal;
  private final CommandLine.IFactory otherwise = CommandLine.defaultFactory();

  CommandFactory(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (Command.class.isAssignableFrom(type)) {
      return type.getDeclaredConstructor(Terminal.class).newInstance(terminal);
    }
    return otherwise.create(type);
  }
}
