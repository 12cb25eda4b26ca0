// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.table.PgType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How two rows of one key become one, and when they must not. */
class RowMergeTest {

  @Test
  void partsOfARowAreJoined() {
    Fold fold = new Fold().write("x", "a", 1, "s", "old").write("x", "s", "new", "v", 2);
    assertEquals(List.of("WRITE (id, a, s, v) [x, 1, new, 2]"), fold.statements());
  }

  @Test
  void columnsOutsideUpdateColumnsKeepTheFirstValue() {
    Fold fold = new Fold("update.columns", "*,-a").write("x", "a", 1, "s", "old");
    fold.write("x", "a", 2, "s", "new");
    assertEquals(List.of("WRITE (id, a, s) [x, 1, new]"), fold.statements());
  }

  @Test
  void aKeptColumnThatTheFirstRowLacksStaysAbsent() {
    Fold fold = new Fold("update.rules", "a:keep").write("x", "s", "old").write("x", "a", 2);
    assertEquals(List.of("WRITE (id, s) [x, old]"), fold.statements());
  }

  @Test
  void rulesCombineInTheBuffer() {
    Fold fold = new Fold("update.rules", "a:coalesce,v:greatest,s:replace");
    fold.write("x", "a", 1, "v", 5).write("x", "a", null, "v", 3).write("x", "a", null, "v", null);
    assertEquals(List.of("WRITE (id, a, v) [x, 1, 5]"), fold.statements());
  }

  @Test
  void aDefaultIsTakenBeforeARuleSeesIt() {
    Fold fold = new Fold("update.rules", "n:coalesce").write("x", "a", 1).write("x", "n", 2L);
    assertEquals(List.of("WRITE (id, a) [x, 1]", "WRITE (id, n) [x, 2]"), fold.statements());
  }

  @Test
  void theGreaterVersionWinsWhateverTheOrder() {
    Fold fold = new Fold("update.when", "newer:v");
    fold.write("x", "a", 1, "v", 7).write("x", "a", 2, "v", 5).write("x", "a", 3, "v", 7);
    fold.write("y", "a", 1, "v", 7).write("y", "a", 2, "v", 8);
    assertEquals(List.of("WRITE (id, a, v) [x, 1, 7] [y, 2, 8]"), fold.statements());
  }

  @Test
  void valuesOfAVersionThatMayNotCountAreNotUsed() {
    Fold fold = new Fold("update.when", "newer:v", "update.rules", "a:coalesce");
    fold.write("x", "a", 1, "v", 5).write("x", "a", null, "v", 7);
    assertEquals(
        List.of("WRITE (id, a, v) [x, 1, 5]", "WRITE (id, a, v) [x, null, 7]"), fold.statements());
  }

  @Test
  void theMarkOfASoftDeleteIsTakenAwayByARowWithoutIt() {
    Fold fold = new Fold("delete.mode", "soft:gone").write("x", "a", 1, "gone", true);
    fold.write("x", "a", 2);
    assertEquals(List.of("WRITE (id, a) [x, 2]"), fold.statements());
  }

  @Test
  void aBadRecordIsNotStoredInPart() {
    Fold older = new Fold().write("x", "a", "no number", "s", "kept").write("x", "a", 1);
    assertEquals(2, older.statements().size());
    assertEquals(List.of(0L, 1L), older.suspects());
    Fold newer =
        new Fold("update.columns", "*,-a").write("x", "a", 1).write("x", "a", "?", "s", "new");
    assertEquals(2, newer.statements().size());
    Fold left = new Fold("update.columns", "*,-v").write("x", "a", "?").write("x", "a", 1, "v", 2);
    assertEquals(List.of("WRITE (id, a, v) [x, 1, 2]"), left.statements().subList(1, 2));
    Fold combined = new Fold("update.rules", "a:add").write("x", "a", 1).write("x", "a", "?");
    assertEquals(2, combined.statements().size());
    Fold spelled = new Fold(Fold.column("id", PgType.builtIn("bpchar"), true, false));
    spelled.write("x", "a", "no number").write("x ", "a", 1);
    assertEquals(2, spelled.statements().size());
  }

  @Test
  void k18_aBadRecordIsSeenAlthoughAnotherOfItsKeyReplacesIt() {
    Fold replaced = new Fold().write("x", "a", "no number").write("x", "a", 1);
    assertEquals(2, replaced.statements().size());
    assertEquals(List.of(0L, 1L), replaced.suspects());
    Fold deleted = new Fold("delete.mode", "hard").write("x", "a", "no number").delete("x");
    assertEquals(2, deleted.statements().size());
    Fold ignored = new Fold("insert.mode", "ignore").write("x", "a", 1).write("x", "a", "?");
    assertEquals(2, ignored.statements().size());
    Fold older = new Fold("update.when", "newer:v").write("x", "a", 1, "v", 2);
    older.write("x", "a", "?", "v", 1);
    assertEquals(2, older.statements().size());
    Fold emptied = new Fold().write("x", "a", "no number").truncate();
    assertEquals(2, emptied.statements().size());
  }

  @Test
  void k18_goodRecordsAreFoldedAsEver() {
    Fold ignored = new Fold("insert.mode", "ignore").write("x", "a", 1).write("x", "a", 2);
    assertEquals(List.of("WRITE (id, a) [x, 1]"), ignored.statements());
    Fold older = new Fold("update.when", "newer:v").write("x", "a", 1, "v", 2);
    older.write("x", "a", 2, "v", 1);
    assertEquals(List.of("WRITE (id, a, v) [x, 1, 2]"), older.statements());
  }

  @Test
  void aRowBehindOneThatLacksARequiredColumnIsStoredWhole() {
    Fold kept = new Fold("update.columns", "*,-a").write("x", "s", "old");
    kept.write("x", "a", 1, "s", "new", "must", 2);
    assertEquals(
        List.of("WRITE (id, s) [x, old]", "WRITE (id, a, s, must) [x, 1, new, 2]"),
        kept.statements());
    Fold spelled = new Fold(Fold.column("id", PgType.builtIn("bpchar"), true, false));
    spelled.write("x ", "s", "old").write("x", "s", "new", "must", 2);
    assertEquals(2, spelled.statements().size());
    Fold replaced = new Fold().write("x", "s", "old").write("x", "s", "new", "must", 2);
    assertEquals(List.of("WRITE (id, s, must) [x, new, 2]"), replaced.statements());
  }

  @Test
  void aRowThatLacksARequiredColumnIsNotHealedByALaterOne() {
    Fold fold = new Fold().write("x", "a", 1).write("x", "must", 2);
    assertEquals(List.of("WRITE (id, a) [x, 1]", "WRITE (id, must) [x, 2]"), fold.statements());
    Fold nulls = new Fold().write("x", "a", 1, "must", null).write("x", "must", 2);
    assertEquals(2, nulls.statements().size());
    Fold coalesced = new Fold("update.rules", "must:coalesce");
    coalesced.write("x", "must", 1).write("x", "must", null);
    assertEquals(List.of("WRITE (id, must) [x, 1]"), coalesced.statements());
    Fold unknown = new Fold("update.rules", "must:coalesce");
    unknown.write("x", "a", 1, "must", null).write("x", "must", 2);
    assertEquals(2, unknown.statements().size());
  }
}
