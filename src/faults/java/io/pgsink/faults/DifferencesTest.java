// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.faults.NumberedChanges.Kind;
import io.pgsink.faults.NumberedChanges.Step;
import io.pgsink.faults.Observed.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checks of the fault suite see what they are there for: each fault is planted here. */
final class DifferencesTest {
  private final Model model = new Model();
  private final Map<String, Long> state = new HashMap<>();
  private final Map<Long, Long> journal = new HashMap<>();
  private final Map<String, Long> counters = new HashMap<>();
  private final List<Entry> history = new ArrayList<>();

  /** Two keys: a is written three times, b is written, deleted, written and deleted. */
  DifferencesTest() {
    write(1, "a");
    write(2, "b");
    write(3, "a");
    delete(4, "b");
    write(5, "b");
    delete(6, "b");
    write(7, "a");
  }

  @Test
  void whatWasSentIsRight() {
    assertEquals(new Differences(0, 0, 0, 0, 0, 0), findings());
  }

  @Test
  void aMissingRowIsLost_J1() {
    state.remove("a");
    assertEquals(1, findings().lost());
  }

  @Test
  void aRowOlderThanItsLastChangeIsLost_J1() {
    state.put("a", 3L);
    assertEquals(1, findings().lost());
  }

  @Test
  void anOlderChangeOverANewerOneIsStale_J2() {
    history.add(new Entry("a", 3, "U"));
    assertEquals(1, findings().stale());
  }

  @Test
  void aRowThatWasDeletedIsResurrected_J3() {
    state.put("b", 5L);
    assertEquals(1, findings().resurrected());
  }

  @Test
  void anInsertOfWhatWasDeletedIsStale_J3() {
    history.add(new Entry("b", 5, "I"));
    assertEquals(1, findings().stale());
  }

  /** The batch of the delete had folded the change away, so that the history never saw it. */
  @Test
  void anInsertOfWhatTheDeleteHadFoldedAwayIsStale_J3() {
    history.clear();
    history.add(new Entry("b", 2, "I"));
    history.add(new Entry("b", 2, "D"));
    assertEquals(0, findings().stale());
    history.add(new Entry("b", 2, "I"));
    assertEquals(1, findings().stale());
  }

  @Test
  void anInsertAfterATombstoneIsNotStale() {
    history.clear();
    history.add(new Entry("b", 2, "I"));
    history.add(new Entry("b", 2, "D"));
    history.add(new Entry("b", 5, "I"));
    assertEquals(0, findings().stale());
  }

  @Test
  void aMissingRowOfTheJournalIsLost_J5() {
    journal.remove(4L);
    assertEquals(1, findings().lost());
  }

  @Test
  void aSecondRowOfTheJournalIsADuplicate_J8() {
    journal.merge(4L, 1L, Long::sum);
    assertEquals(1, findings().duplicated());
  }

  @Test
  void aCounterThatIsTooSmallHasLost_J8() {
    counters.merge("a", -2L, Long::sum);
    assertEquals(2, findings().lost());
  }

  @Test
  void aCounterThatIsTooLargeHasDuplicates_J8() {
    counters.merge("a", 2L, Long::sum);
    assertEquals(2, findings().duplicated());
  }

  @Test
  void aRowOfAnAbortedTransactionIsSeen_J6() {
    journal.put(-1L, 1L);
    assertEquals(1, findings().aborted());
  }

  @Test
  void aRefusedRecordThatIsStoredDoesNotBelongThere_J5() {
    model.sent(new Step(8, "a", Kind.REFUSED, 0));
    counters.merge("a", 1L, Long::sum);
    assertEquals(0, findings().foreign());
    journal.put(8L, 1L);
    assertEquals(1, findings().foreign());
  }

  private Differences findings() {
    return Differences.of(new Observed(state, journal, counters, history), model);
  }

  private void write(long number, String key) {
    history.add(new Entry(key, number, state.containsKey(key) ? "U" : "I"));
    state.put(key, number);
    arrive(number, key, Kind.UPSERT);
  }

  private void delete(long number, String key) {
    history.add(new Entry(key, state.remove(key), "D"));
    arrive(number, key, Kind.TOMBSTONE);
  }

  private void arrive(long number, String key, Kind kind) {
    journal.put(number, 1L);
    counters.merge(key, 1L, Long::sum);
    model.sent(new Step(number, key, kind, 0));
  }
}
