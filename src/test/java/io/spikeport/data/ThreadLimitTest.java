package io.spikeport.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadLimitTest {

  private static Set<String> threadsOfAStream() {
    Set<String> names = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 1000).parallel().forEach(i -> names.add(Thread.currentThread().getName()));
    return names;
  }

  @Test
  void parallelStreamsKeepToIt() {
    for (int threads = 1; threads <= 3; threads++) {
      Set<String> names = ThreadLimit.call(threads, ThreadLimitTest::threadsOfAStream);
      assertTrue(names.size() <= threads, names.toString());
      assertTrue(names.stream().noneMatch(name -> name.contains("commonPool")), names.toString());
    }
  }

  @Test
  void failuresComeOutAsTheyAre() {
    IllegalStateException failure = new IllegalStateException("as it is");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                ThreadLimit.run(
                    2,
                    () -> {
                      throw failure;
                    })));
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    assertSame(
        error,
        assertThrows(
            OutOfMemoryError.class,
            () ->
                ThreadLimit.run(
                    2,
                    () -> {
                      throw error;
                    })));
    assertEquals(3, ThreadLimit.call(2, () -> 3));
  }
}
