package io.spikeport.format.nir;

import io.spikeport.format.contract.Loss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects losses; what many nodes lose alike is told once. */
final class Losses {

  private static final int NAMED = 4;

  private final Map<Loss, List<String>> places = new LinkedHashMap<>();

  void add(Loss loss) {
    Loss anywhere = new Loss("", loss.lost(), loss.done(), loss.remedy(), loss.changesResult());
    places.computeIfAbsent(anywhere, key -> new ArrayList<>()).add(loss.place());
  }

  List<Loss> toList() {
    List<Loss> losses = new ArrayList<>();
    places.forEach(
        (loss, where) ->
            losses.add(
                new Loss(
                    place(where), loss.lost(), loss.done(), loss.remedy(), loss.changesResult())));
    return losses;
  }

  private static String place(List<String> where) {
    if (where.size() <= NAMED) {
      return String.join(", ", where);
    }
    return String.join(", ", where.subList(0, NAMED)) + " and " + (where.size() - NAMED) + " more";
  }
}
