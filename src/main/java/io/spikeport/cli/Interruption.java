package io.spikeport.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * While it is open, Ctrl-C (or a polite kill) asks some work to end and lets it do so, instead of
 * ending the program there and then; a second one ends it.
 *
 * <p>By signals and not by a shutdown hook: hooks run side by side, and ONNX Runtime's would take
 * its environment away from work that still needs it, which aborts the program.
 */
final class Interruption implements AutoCloseable {

  private static final String[] SIGNALS = {"HUP", "INT", "TERM"};

  private final Runnable request;
  private final AtomicInteger received = new AtomicInteger();
  private final Map<Signal, SignalHandler> former = new LinkedHashMap<>();

  private Interruption(Runnable request) {
    this.request = request;
  }

  /**
   * Watches.
   *
   * @param request asks the work to end; called by another thread
   */
  static Interruption watch(Runnable request) {
    Interruption interruption = new Interruption(request);
    for (String name : SIGNALS) {
      try {
        Signal signal = new Signal(name);
        interruption.former.put(signal, Signal.handle(signal, interruption::receive));
      } catch (IllegalArgumentException e) {
        // This system has no such signal, or -Xrs leaves it to the user.
      }
    }
    return interruption;
  }

  private void receive(Signal signal) {
    if (received.compareAndSet(0, signal.getNumber())) {
      request.run();
    } else {
      System.exit(ExitCode.interrupted(signal.getNumber()));
    }
  }

  /** Number of the signal that asked the work to end, if one did. */
  OptionalInt signal() {
    int number = received.get();
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** The work has ended: signals mean again what they meant before. */
  @Override
  public void close() {
    former.forEach(Signal::handle);
  }
}
