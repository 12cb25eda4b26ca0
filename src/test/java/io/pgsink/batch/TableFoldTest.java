// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which statements a batch becomes, and in which order. */
class TableFoldTest {

  @Test
  void b094_theLastRowOfAKeyIsWritten() {
    Fold fold = new Fold().write("x", "a", 1).write("y", "a", 2).write("x", "a", 3);
    assertEquals(List.of("WRITE (id, a) [x, 3] [y, 2]"), fold.statements());
  }

  @Test
  void rowsAreSortedByKeyFromLowToHigh() {
    Fold fold = new Fold("delete.mode", "hard");
    fold.delete("q").delete("p").write("c", "a", 1).write("a", "a", 2).write("b", "a", 3);
    assertEquals(
        List.of("DELETE (id) [p] [q]", "WRITE (id, a) [a, 2] [b, 3] [c, 1]"), fold.statements());
  }

  @Test
  void b095_aKeyDeletedAndWrittenAgainIsInBothStatements() {
    Fold fold = new Fold("delete.mode", "hard");
    fold.write("x", "a", 1).delete("x").write("x", "s", "fresh").write("y", "a", 2);
    assertEquals(
        List.of("DELETE (id) [x]", "WRITE (id, s) [x, fresh]", "WRITE (id, a) [y, 2]"),
        fold.statements());
  }

  @Test
  void aDeleteTakesWhatWasWrittenBefore() {
    Fold fold = new Fold("delete.mode", "hard").write("x", "a", 1).delete("x").delete("x");
    assertEquals(List.of("DELETE (id) [x]"), fold.statements());
  }

  @Test
  void aSoftDeleteStandsBehindTheWrite() {
    Fold fold = new Fold("delete.mode", "soft:gone").write("x", "a", 1).delete("x").delete("x");
    assertEquals(List.of("WRITE (id, a) [x, 1]", "DELETE (id) [x]"), fold.statements());
  }

  @Test
  void aWriteTakesTheMarkAwayThatWasNeverSet() {
    Fold fold = new Fold("delete.mode", "soft:gone");
    fold.write("x", "a", 1).delete("x").write("x", "a", 2).delete("y").write("y", "a", 3);
    assertEquals(List.of("WRITE (id, a) [x, 2] [y, 3]"), fold.statements());
  }

  @Test
  void aWriteThatMayBeHeldBackDoesNotTakeTheMarkAway() {
    for (String[] options :
        List.of(
            new String[] {"delete.mode", "soft:gone", "update.when", "newer:v"},
            new String[] {"delete.mode", "soft:gone", "insert.mode", "ignore"})) {
      Fold fold = new Fold(options).write("x", "v", 1).delete("x").write("x", "v", 2);
      assertEquals(
          List.of("WRITE (id, v) [x, 1]", "DELETE (id) [x]", "WRITE (id, v) [x, 2]"),
          fold.statements());
    }
  }

  @Test
  void aTruncateDropsWhatWaits() {
    Fold fold = new Fold().write("x", "a", 1).truncate().write("y", "a", 2);
    assertEquals(List.of("TRUNCATE", "WRITE (id, a) [y, 2]"), fold.statements());
    assertEquals(1, fold.batch().rows());
    assertEquals(3, fold.batch().changes().size());
  }

  @Test
  void plainInsertsAreNeverFolded() {
    Fold fold = new Fold("insert.mode", "insert", "delete.mode", "hard");
    fold.write("x", "a", 1).write("x", "a", 2).delete("x").write("x", "a", 3);
    assertEquals(
        List.of(
            "WRITE (id, a) [x, 1]",
            "WRITE (id, a) [x, 2]",
            "DELETE (id) [x]",
            "WRITE (id, a) [x, 3]"),
        fold.statements());
  }

  @Test
  void theFirstRowStaysUnderIgnore() {
    Fold fold = new Fold("insert.mode", "ignore", "delete.mode", "hard");
    fold.write("x", "a", 1).write("x", "a", 2).delete("y").write("y", "a", 3).write("y", "a", 4);
    assertEquals(List.of("DELETE (id) [y]", "WRITE (id, a) [x, 1] [y, 3]"), fold.statements());
  }

  @Test
  void anUpdateAfterADeleteChangesNothing() {
    Fold fold = new Fold("insert.mode", "update", "delete.mode", "hard");
    fold.delete("x").write("x", "a", 1);
    assertEquals(List.of("DELETE (id) [x]"), fold.statements());
  }

  @Test
  void rowsOutsideAPartialIndexAreAddedEachTime() {
    Fold fold =
        new Fold("conflict.keys", "id", "conflict.where", "s IS NULL", "delete.mode", "hard");
    fold.write("x", "s", "closed").write("x", "s", "closed").delete("x").write("x", "a", 1);
    assertEquals(
        List.of(
            "WRITE (id, s) [x, closed]",
            "WRITE (id, s) [x, closed]",
            "DELETE (id) [x]",
            "WRITE (id, a) [x, 1]"),
        fold.statements());
  }

  @Test
  void rowsWithoutAKeyStayInOrderWhereTheFirstOneWins() {
    Fold fold = new Fold("insert.mode", "ignore", "conflict.keys", "none");
    fold.write("x", "a", 2).write("x", "a", 1).write("x", "s", "other").write("x", "a", 3);
    assertEquals(
        List.of("WRITE (id, a) [x, 2] [x, 1]", "WRITE (id, s) [x, other]", "WRITE (id, a) [x, 3]"),
        fold.statements());
  }

  @Test
  void keysThatMayBeEqualWithoutLookingSoKeepTheirOrder() {
    Fold fold = new Fold(citext(), "delete.mode", "hard");
    fold.write("\u00c9", "a", 1).write("\u00e9", "a", 2).delete("\u00c9").write("b", "a", 3);
    fold.write("B", "a", 4);
    assertEquals(
        List.of(
            "WRITE (id, a) [\u00c9, 1] [\u00e9, 2]",
            "DELETE (id) [\u00c9]",
            "WRITE (id, a) [b, 4]"),
        fold.statements());
  }

  @Test
  void keysThatMayBeEqualAreWrittenOneByOneWhereNoErrorWouldTell() {
    for (String when : List.of("changed", "newer:v")) {
      Fold fold = new Fold(citext(), "update.when", when);
      fold.write("\u00c9", "v", 1).write("\u00e9", "v", 2).write("a", "v", 3).write("A", "v", 4);
      assertEquals(
          List.of("WRITE (id, v) [\u00c9, 1]", "WRITE (id, v) [\u00e9, 2]", "WRITE (id, v) [a, 4]"),
          fold.statements());
    }
  }

  private static Column citext() {
    PgType type =
        new PgType("citext", "public", "citext", PgType.Kind.BASE, -1, Optional.empty(), List.of());
    return Fold.column("id", type, true, false);
  }

  @Test
  void keysAreWhatTheColumnStores() {
    PgType padded =
        new PgType(
            "character(4)",
            "pg_catalog",
            "bpchar",
            PgType.Kind.BASE,
            8,
            Optional.empty(),
            List.of());
    Fold fold = new Fold(Fold.column("id", padded, true, false));
    fold.write("x", "a", 1).write("x ", "a", 2).write("y", "a", 3);
    assertEquals(List.of("WRITE (id, a) [x, 2] [y, 3]"), fold.statements());
  }
}
