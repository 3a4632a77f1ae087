package io.spikeport.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    root.getOut().println(AutoComplete.bash(root.getCommandName(), root));
    root.getOut().flush();
  }
}
