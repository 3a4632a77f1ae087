package io.spikeport.cli;

import io.spikeport.cli.output.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine;

/** {@code spikeport completion}. */
@CommandLine.Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a completion script for bash and zsh.",
    footer = {
      "",
      "Examples:",
      "  source <(spikeport completion)                  # for this bash or zsh",
      "  spikeport completion > ~/.spikeport-completion  # for every one to come",
      "  echo 'source ~/.spikeport-completion' >> ~/.bashrc  # bash",
      "  echo 'source ~/.spikeport-completion' >> ~/.zshrc   # zsh"
    })
final class CompletionCommand implements Runnable {

  private final Terminal terminal;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    CommandLine program = new Commands(terminal).all();
    program.getOut().println(AutoComplete.bash(program.getCommandName(), program));
    program.getOut().flush();
  }
}
