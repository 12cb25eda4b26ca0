// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CopyPlansTest {
  private static final Column ID = column("id", "int8");
  private static final Column NAME = column("name", "text");
  private static final Column AMOUNT = column("amount", "numeric");
  private static final UniqueIndex KEY = index("t_pkey", List.of("id"), false);
  private static final Table TABLE = table(Table.Kind.TABLE, List.of(KEY), ID, NAME, AMOUNT);

  private static Column column(String name, String type) {
    return new Column(
        name, PgType.builtIn(type), name.equals("id"), false, Column.Origin.PLAIN, true);
  }

  private static UniqueIndex index(String name, List<String> columns, boolean nullsNotDistinct) {
    return new UniqueIndex(
        name, columns, UniqueIndex.Kind.PRIMARY_KEY, nullsNotDistinct, false, Optional.empty());
  }

  private static Table table(Table.Kind kind, List<UniqueIndex> indexes, Column... columns) {
    return Table.of(new TableId("public", "t"), kind, List.of(columns), indexes);
  }

  private static WritePlan plan(Table table, InsertMode mode, Optional<List<String>> keys) {
    return plan(table, mode, keys, new DeleteMode.None(), InsertCopy.AUTO);
  }

  private static WritePlan plan(
      Table table,
      InsertMode mode,
      Optional<List<String>> keys,
      DeleteMode delete,
      InsertCopy copy) {
    WriteOptions defaults = WriteOptions.defaults();
    return WritePlans.resolve(
        table,
        new WriteOptions(
            mode,
            keys,
            Optional.empty(),
            Optional.empty(),
            column -> true,
            Map.of(),
            defaults.when(),
            delete,
            copy,
            defaults.zone()));
  }

  private static WritePlan upsert(Table table) {
    return plan(table, InsertMode.UPSERT, Optional.empty());
  }

  private static List<Column> all(WritePlan plan) {
    return List.copyOf(plan.table().columns().values());
  }

  private static void refuses(String reason, WritePlan plan) {
    assertEquals(Optional.of(reason), CopyPlans.obstacle(plan, all(plan)));
    assertEquals(Optional.empty(), CopyPlans.resolve(plan, all(plan)));
  }

  private static CopyPlan copies(WritePlan plan, Column... columns) {
    assertEquals(Optional.empty(), CopyPlans.obstacle(plan, List.of(columns)));
    return CopyPlans.resolve(plan, List.of(columns)).orElseThrow();
  }

  @Test
  void aPlainTableIsCopiedWithTheColumnsThatRowsProvide() {
    CopyPlan plan = copies(upsert(TABLE), ID, AMOUNT);
    assertEquals(
        "COPY \"public\".\"t\" (\"id\", \"amount\") FROM STDIN (FORMAT binary)", plan.sql());
    assertEquals(CopyPlan.Mark.NONE, plan.mark());
    assertEquals(List.of(ID), plan.probe().orElseThrow().keys());
    assertEquals(Optional.of(ID), plan.probe().orElseThrow().leading());
  }

  @Test
  void insertsAndTablesWithoutKeyAskForNothing() {
    assertEquals(
        Optional.empty(),
        copies(plan(TABLE, InsertMode.INSERT, Optional.empty()), ID, NAME).probe());
    assertEquals(
        Optional.empty(),
        copies(plan(TABLE, InsertMode.INSERT, Optional.of(List.of())), ID, NAME).probe());
  }

  @Test
  void theLeadingColumnIsThatOfTheIndex() {
    Column day = new Column("day", PgType.builtIn("date"), true, false, Column.Origin.PLAIN, true);
    Column code =
        new Column("code", PgType.builtIn("text"), true, false, Column.Origin.PLAIN, true);
    Optional<List<String>> keys = Optional.of(List.of("code", "day"));
    Table byDay =
        table(Table.Kind.TABLE, List.of(index("i", List.of("day", "code"), false)), day, code);
    Table byCode =
        table(Table.Kind.TABLE, List.of(index("i", List.of("code", "day"), false)), day, code);
    assertEquals(
        Optional.of(day),
        copies(plan(byDay, InsertMode.UPSERT, keys), day, code).probe().orElseThrow().leading());
    assertEquals(
        Optional.empty(),
        copies(plan(byCode, InsertMode.UPSERT, keys), day, code).probe().orElseThrow().leading());
  }

  @Test
  void theMarkOfASoftDeleteStandsBehindTheRow() {
    Column gone = column("gone", "bool");
    Column goneAt = column("gone_at", "timestamptz");
    Table table = table(Table.Kind.TABLE, List.of(KEY), ID, gone, goneAt);
    Optional<List<String>> keys = Optional.empty();
    WritePlan byFlag =
        plan(table, InsertMode.UPSERT, keys, new DeleteMode.Soft("gone", null), InsertCopy.AUTO);
    WritePlan byTime =
        plan(table, InsertMode.UPSERT, keys, new DeleteMode.Soft("gone_at", null), InsertCopy.AUTO);
    assertEquals(CopyPlan.Mark.FALSE, copies(byFlag, ID).mark());
    assertEquals(CopyPlan.Mark.NULL, copies(byTime, ID).mark());
    assertEquals(
        "COPY \"public\".\"t\" (\"id\", \"gone_at\") FROM STDIN (FORMAT binary)",
        copies(byTime, ID).sql());
    assertEquals(CopyPlan.Mark.NONE, copies(byFlag, ID, gone).mark());
  }

  @Test
  void whatOptionsForbidIsNotCopied() {
    refuses(
        "insert.copy is never",
        plan(TABLE, InsertMode.UPSERT, Optional.empty(), new DeleteMode.None(), InsertCopy.NEVER));
    refuses("insert.mode=update inserts nothing", plan(TABLE, InsertMode.UPDATE, Optional.empty()));
    refuses(
        "insert.mode=ignore without conflict.keys means any conflict",
        plan(TABLE, InsertMode.IGNORE, Optional.of(List.of())));
  }

  @Test
  void whatActsOnRowsKeepsThemFromBeingCopied() {
    refuses(
        "it is a view",
        plan(table(Table.Kind.VIEW, List.of(), ID), InsertMode.UPSERT, Optional.of(List.of("id"))));
    refuses(
        "it is a foreign table",
        plan(table(Table.Kind.FOREIGN_TABLE, List.of(), ID), InsertMode.INSERT, Optional.empty()));
    Map<TableTraits, String> reasons =
        Map.of(
            new TableTraits(true, false, false, false, false),
            "it has triggers, which would see another order",
            new TableTraits(false, true, false, false, false),
            "it has triggers, which would see another order",
            new TableTraits(false, false, true, false, false),
            "it has rules, and COPY doesn't know them",
            new TableTraits(false, false, false, true, false),
            "row-level security holds for this role, and COPY doesn't know it",
            new TableTraits(false, false, false, false, true),
            "it has partitions that are foreign tables");
    reasons.forEach((traits, reason) -> refuses(reason, upsert(TABLE.with(traits))));
  }

  @Test
  void keysThatNoIndexFindsKeepRowsFromBeingCopied() {
    Column code = column("code", "text");
    refuses(
        "NULL is a key like others, and no index finds it",
        upsert(table(Table.Kind.TABLE, List.of(index("i", List.of("code"), true)), code)));
    copies(
        upsert(table(Table.Kind.TABLE, List.of(index("i", List.of("code"), false)), code)), code);
  }

  @Test
  void aColumnThatTravelsInAnotherFormKeepsRowsFromBeingCopied() {
    UnaryOperator<String> reason =
        type ->
            "column \"v\" is %s, which doesn't travel in a form that COPY takes".formatted(type);
    List<String> copied = new ArrayList<>();
    for (String type :
        List.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "float4",
            "float8",
            "numeric",
            "money",
            "bytea",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "uuid",
            "text",
            "varchar",
            "bpchar",
            "name",
            "char",
            "json",
            "jsonb",
            "xml",
            "bit",
            "varbit",
            "inet",
            "oid",
            "tsvector",
            "point")) {
      Table table = table(Table.Kind.TABLE, List.of(KEY), ID, column("v", type));
      WritePlan plan = upsert(table);
      Optional<String> obstacle = CopyPlans.obstacle(plan, all(plan));
      if (obstacle.isEmpty()) {
        copied.add(type);
      } else {
        assertEquals(reason.apply(type), obstacle.get());
        copies(plan, ID);
      }
    }
    assertEquals(
        List.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "float4",
            "float8",
            "numeric",
            "bytea",
            "date",
            "time",
            "timestamp",
            "timestamptz",
            "uuid",
            "text",
            "varchar",
            "bpchar",
            "json",
            "jsonb"),
        copied);
  }

  @Test
  void newRowsThatLackAColumnAreLeftToTheStatement() {
    Column needed = new Column("n", PgType.builtIn("int4"), true, false, Column.Origin.PLAIN, true);
    WritePlan plan = upsert(table(Table.Kind.TABLE, List.of(KEY), ID, needed));
    assertEquals(
        Optional.of("its new rows need a value for column \"n\", which records leave out"),
        CopyPlans.obstacle(plan, List.of(ID)));
    copies(plan, ID, needed);
  }
}
