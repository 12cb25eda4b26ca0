// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.UniqueIndex.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConflictResolverTest {
  private static final UniqueIndex PRIMARY = index("t_pkey", Kind.PRIMARY_KEY, "id");

  private static Table table(UniqueIndex... indexes) {
    return table(Table.Kind.TABLE, indexes);
  }

  private static Table table(Table.Kind kind, UniqueIndex... indexes) {
    List<Column> columns =
        Stream.of("id", "a", "b")
            .map(
                name ->
                    new Column(
                        name, PgType.builtIn("int4"), false, false, Column.Origin.PLAIN, true))
            .toList();
    return Table.of(new TableId("public", "t"), kind, columns, List.of(indexes));
  }

  private static UniqueIndex index(String name, Kind kind, String... columns) {
    return new UniqueIndex(name, List.of(columns), kind, false, false, Optional.empty());
  }

  private static UniqueIndex deferrable(String name, Kind kind, String... columns) {
    return new UniqueIndex(name, List.of(columns), kind, false, true, Optional.empty());
  }

  private static UniqueIndex partial(String predicate, String... columns) {
    return new UniqueIndex(
        "part", List.of(columns), Kind.UNIQUE_INDEX, false, false, Optional.of(predicate));
  }

  private static ConflictTarget auto(Table table, InsertMode mode) {
    return ConflictResolver.resolve(
        table, mode, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static ConflictTarget keys(Table table, InsertMode mode, String... keys) {
    return ConflictResolver.resolve(
        table, mode, Optional.of(List.of(keys)), Optional.empty(), Optional.empty());
  }

  private static ConflictTarget constraint(Table table, InsertMode mode, String name) {
    return ConflictResolver.resolve(
        table, mode, Optional.empty(), Optional.of(name), Optional.empty());
  }

  private static List<String> names(ConflictTarget target) {
    return target.columns().stream().map(Column::name).toList();
  }

  private static String refusal(Runnable resolve) {
    String message = assertThrows(EnvironmentException.class, resolve::run).getMessage();
    assertTrue(message.contains("public.t"), message);
    return message;
  }

  @ParameterizedTest
  @EnumSource(InsertMode.class)
  void autoIsThePrimaryKey(InsertMode mode) {
    Table table = table(PRIMARY, index("u", Kind.UNIQUE_INDEX, "a"));
    assertEquals(List.of("id"), names(auto(table, mode)));
  }

  @ParameterizedTest
  @EnumSource(InsertMode.class)
  void autoIsElseTheOnlyUniqueIndex(InsertMode mode) {
    Table table =
        table(
            index("u", Kind.UNIQUE_INDEX, "a", "b"),
            partial("a > 0", "a"),
            index("expression", Kind.UNIQUE_INDEX),
            index("x", Kind.EXCLUSION_CONSTRAINT, "b"));
    assertEquals(List.of("a", "b"), names(auto(table, mode)));
  }

  @Test
  void severalUniqueIndexesHaveToBeChosenFrom() {
    Table table = table(index("u", Kind.UNIQUE_INDEX, "a"), index("v", Kind.UNIQUE_INDEX, "b"));
    for (InsertMode mode : List.of(InsertMode.UPSERT, InsertMode.UPDATE)) {
      assertTrue(refusal(() -> auto(table, mode)).contains("conflict.keys=a or conflict.keys=b"));
    }
    assertEquals(new ConflictTarget.None(), auto(table, InsertMode.INSERT));
    assertEquals(new ConflictTarget.None(), auto(table, InsertMode.IGNORE));
  }

  @Test
  void aTableWithoutIndexIsForAppendingOnly() {
    for (InsertMode mode : List.of(InsertMode.UPSERT, InsertMode.UPDATE)) {
      assertTrue(
          refusal(() -> auto(table(), mode))
              .contains("ALTER TABLE \"public\".\"t\" ADD PRIMARY KEY"));
    }
    assertEquals(new ConflictTarget.None(), auto(table(), InsertMode.INSERT));
    assertEquals(new ConflictTarget.None(), keys(table(), InsertMode.UPSERT));
  }

  @Test
  void listedKeysMatchAnIndexInAnyOrder() {
    Table table = table(PRIMARY, index("u", Kind.UNIQUE_CONSTRAINT, "a", "b"));
    assertEquals(List.of("b", "a"), names(keys(table, InsertMode.UPSERT, "b", "a")));
  }

  @Test
  void listedKeysWithoutIndexAreRefusedWithTheIndexToCreate() {
    for (InsertMode mode : List.of(InsertMode.UPSERT, InsertMode.IGNORE)) {
      assertTrue(
          refusal(() -> keys(table(PRIMARY), mode, "a", "b"))
              .contains("ALTER TABLE \"public\".\"t\" ADD UNIQUE (\"a\", \"b\")"));
    }
    assertEquals(List.of("a"), names(keys(table(PRIMARY), InsertMode.UPDATE, "a")));
    assertEquals(List.of("a"), names(keys(table(PRIMARY), InsertMode.INSERT, "a")));
  }

  @Test
  void aKeyThatIsNoColumnIsRefused() {
    assertTrue(refusal(() -> keys(table(PRIMARY), InsertMode.UPSERT, "ID")).contains("\"ID\""));
  }

  @Test
  void aPartialIndexNeedsItsPredicate() {
    Table table = table(partial("(a > 0)", "a"));
    assertTrue(
        refusal(() -> keys(table, InsertMode.UPSERT, "a")).contains("conflict.where=(a > 0)"));
    ConflictTarget target =
        ConflictResolver.resolve(
            table,
            InsertMode.UPSERT,
            Optional.of(List.of("a")),
            Optional.empty(),
            Optional.of("a > 0"));
    assertEquals(Optional.of("a > 0"), ((ConflictTarget.Columns) target).predicate());
  }

  @Test
  void aDeferrableConstraintIsRefusedWithTheOneToMake() {
    Table primary = table(deferrable("t_pkey", Kind.PRIMARY_KEY, "id"));
    Table unique = table(deferrable("u", Kind.UNIQUE_CONSTRAINT, "a"));
    assertTrue(
        refusal(() -> auto(primary, InsertMode.UPSERT))
            .contains(
                "ALTER TABLE \"public\".\"t\" DROP CONSTRAINT \"t_pkey\","
                    + " ADD CONSTRAINT \"t_pkey\" PRIMARY KEY (\"id\")"));
    String fix = "ADD CONSTRAINT \"u\" UNIQUE (\"a\")";
    assertTrue(refusal(() -> auto(unique, InsertMode.IGNORE)).contains(fix));
    assertTrue(refusal(() -> keys(unique, InsertMode.UPSERT, "a")).contains(fix));
    assertTrue(refusal(() -> constraint(unique, InsertMode.UPSERT, "u")).contains(fix));
    assertEquals(List.of("id"), names(auto(primary, InsertMode.UPDATE)));
    assertEquals(List.of("id"), names(auto(primary, InsertMode.INSERT)));
  }

  @Test
  void aConstraintIsTakenByName() {
    Table table =
        table(
            PRIMARY,
            index("u", Kind.UNIQUE_CONSTRAINT, "a"),
            index("i", Kind.UNIQUE_INDEX, "b"),
            index("x", Kind.EXCLUSION_CONSTRAINT, "b"));
    assertEquals(List.of("a"), names(constraint(table, InsertMode.UPSERT, "u")));
    assertEquals(List.of("id"), names(constraint(table, InsertMode.UPSERT, "t_pkey")));
    assertTrue(
        refusal(() -> constraint(table, InsertMode.UPSERT, "i")).contains("conflict.keys=b"));
    assertTrue(
        refusal(() -> constraint(table, InsertMode.UPSERT, "x")).contains("insert.mode=ignore"));
    assertEquals(List.of("b"), names(constraint(table, InsertMode.IGNORE, "x")));
    assertTrue(
        refusal(() -> constraint(table, InsertMode.UPSERT, "nothing")).contains("\"nothing\""));
  }

  @Test
  void viewsNeedListedKeys() {
    Table view = table(Table.Kind.VIEW);
    assertTrue(refusal(() -> auto(view, InsertMode.UPSERT)).contains("conflict.keys"));
    assertEquals(List.of("a"), names(keys(view, InsertMode.UPSERT, "a")));
  }

  @Test
  void foreignTablesCannotBeUpserted() {
    Table foreign = table(Table.Kind.FOREIGN_TABLE);
    assertTrue(refusal(() -> keys(foreign, InsertMode.UPSERT, "a")).contains("insert.mode"));
    assertEquals(List.of("a"), names(keys(foreign, InsertMode.UPDATE, "a")));
    assertEquals(List.of("a"), names(keys(foreign, InsertMode.IGNORE, "a")));
  }

  @Test
  void nullsIdentifyOnlyUnderTheIndexThatSaysSo() {
    List<UniqueIndex> indexes = new ArrayList<>();
    indexes.add(index("plain", Kind.UNIQUE_CONSTRAINT, "a"));
    indexes.add(
        new UniqueIndex(
            "nulls", List.of("b"), Kind.UNIQUE_CONSTRAINT, true, false, Optional.empty()));
    Table table = table(indexes.toArray(new UniqueIndex[0]));
    assertFalse(ConflictResolver.nullsIdentify(table, keys(table, InsertMode.UPSERT, "a")));
    assertTrue(ConflictResolver.nullsIdentify(table, keys(table, InsertMode.UPSERT, "b")));
    assertTrue(
        ConflictResolver.nullsIdentify(table, constraint(table, InsertMode.UPSERT, "nulls")));
    assertFalse(ConflictResolver.nullsIdentify(table, new ConflictTarget.None()));
  }
}
