// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.postgres.CopyGuess.Way;
import org.junit.jupiter.api.Test;

class CopyGuessTest {
  private final CopyGuess guess = new CopyGuess();

  @Test
  void newRowsAreCopiedUntilTheyAreFew() {
    for (int i = 0; i < 20; i++) {
      assertEquals(Way.COPY, guess.next());
      guess.found(5000, i % 2 == 0 ? 0 : 1000);
    }
    guess.found(5000, 5000);
    guess.found(5000, 5000);
    assertEquals(Way.ORDINARY, guess.next());
  }

  @Test
  void existingRowsAreLookedAtEverMoreSeldom() {
    guess.found(5000, 5000);
    int samples = 0;
    int batches = 1000;
    for (int i = 0; i < batches; i++) {
      Way way = guess.next();
      assertTrue(way != Way.COPY, "nothing was new so far");
      if (way == Way.SAMPLE) {
        samples++;
        guess.found(32, 32);
      }
    }
    assertTrue(samples > 20 && samples < 100, samples + " samples");
  }

  @Test
  void newRowsAreNoticedSoonAfterExistingOnes() {
    for (int i = 0; i < 50; i++) {
      guess.found(32, 32);
    }
    int batches = 0;
    for (Way way = guess.next(); way != Way.COPY; way = guess.next()) {
      batches++;
      if (way == Way.SAMPLE) {
        guess.found(32, 0);
      }
    }
    assertTrue(batches < 32, batches + " batches");
  }

  @Test
  void afterAFailureCopyingRestsLongerEachTime() {
    int before = 0;
    for (int i = 0; i < 20; i++) {
      guess.ended(/* committed= */ false);
      int rest = 0;
      while (guess.next() == Way.ORDINARY) {
        rest++;
      }
      assertTrue(rest > before || rest >= 4096, rest + " after " + before);
      before = rest;
    }
    assertEquals(4096, before);
  }
}
