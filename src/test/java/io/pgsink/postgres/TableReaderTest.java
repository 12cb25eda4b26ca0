// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.Column;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.ForeignKey;
import io.pgsink.table.PgType;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.TableTraits;
import io.pgsink.table.UniqueIndex;
import io.pgsink.table.WireType;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TableReaderTest {
  private static TestDatabase database;
  private static TestWriter tables;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("reader");
    tables = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    tables.close();
  }

  private static Column column(String table, String column) {
    return tables.table(table).column(column).orElseThrow();
  }

  @Test
  void columnsComeInTableOrderWithoutDroppedOnes() {
    database.execute(
        "CREATE TABLE cols (b int, gone int, a text, \"Ä b\" text)", "ALTER TABLE cols DROP gone");
    assertEquals(
        List.of("b", "a", "Ä b"), new ArrayList<>(tables.table("cols").columns().keySet()));
  }

  @Test
  void foreignKeysAreKnownAllTheWayUp() {
    database.execute(
        "CREATE TABLE fk_top (id bigint PRIMARY KEY, up bigint REFERENCES fk_top)",
        "CREATE TABLE fk_mid (a int, b text, top bigint CONSTRAINT mid_top REFERENCES fk_top"
            + " ON DELETE CASCADE DEFERRABLE, PRIMARY KEY (a, b)) PARTITION BY LIST (a)",
        "CREATE TABLE fk_mid_1 PARTITION OF fk_mid FOR VALUES IN (1)",
        "CREATE UNIQUE INDEX ON fk_mid (b, a)",
        "CREATE TABLE fk_low (id bigint PRIMARY KEY, a int, b text, CONSTRAINT low_mid"
            + " FOREIGN KEY (b, a) REFERENCES fk_mid (b, a) ON DELETE SET NULL)");
    List<ForeignKey> keys = tables.table("fk_low").foreignKeys();
    assertEquals(
        List.of("low_mid", "mid_top", "fk_top_up_fkey").stream().sorted().toList(),
        keys.stream().map(ForeignKey::name).sorted().toList());
    assertEquals(
        new ForeignKey(
            "low_mid",
            new TableId("public", "fk_low"),
            List.of("b", "a"),
            new TableId("public", "fk_mid"),
            List.of("b", "a"),
            List.of("OPERATOR(pg_catalog.=)", "OPERATOR(pg_catalog.=)"),
            false,
            ForeignKey.Action.SET_NULL,
            ForeignKey.Action.NO_ACTION),
        keys.get(0));
    assertTrue(tables.table("fk_mid").foreignKeys().get(0).deferrable());
    assertEquals(
        new TableId("public", "fk_mid_1"), tables.table("fk_mid_1").foreignKeys().get(0).table());
  }

  @Test
  void aMissingTableIsEmpty() throws WriteException {
    TableReader reader = new TableReader();
    for (String name : List.of("nothing", "public.nothing", "noschema.nothing", "pub\"; drop")) {
      assertEquals(Optional.empty(), reader.read(tables.connection(), TableId.parse(name)), name);
    }
  }

  @Test
  void whatElseActsOnRowsIsRead() {
    database.execute(
        "CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TABLE calm (a int PRIMARY KEY)",
        "CREATE TABLE child (a int REFERENCES calm)",
        "CREATE TRIGGER off BEFORE INSERT ON calm FOR EACH ROW EXECUTE FUNCTION noop()",
        "ALTER TABLE calm DISABLE TRIGGER off",
        "CREATE TABLE by_row (a int)",
        "CREATE TRIGGER t BEFORE INSERT ON by_row FOR EACH ROW EXECUTE FUNCTION noop()",
        "CREATE TABLE by_statement (a int)",
        "CREATE TRIGGER t AFTER INSERT ON by_statement EXECUTE FUNCTION noop()",
        "CREATE TABLE ruled (a int)",
        "CREATE RULE r AS ON DELETE TO ruled DO INSTEAD NOTHING",
        "CREATE TABLE parts (a int, b int) PARTITION BY LIST (a)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1) PARTITION BY LIST (b)",
        "CREATE TABLE parts_11 PARTITION OF parts_1 FOR VALUES IN (1)",
        "CREATE TRIGGER t BEFORE INSERT ON parts_11 FOR EACH ROW EXECUTE FUNCTION noop()",
        "CREATE TABLE parent (a int)",
        "CREATE TABLE heir () INHERITS (parent)",
        "CREATE TRIGGER t BEFORE INSERT ON heir FOR EACH ROW EXECUTE FUNCTION noop()",
        "CREATE VIEW sight AS SELECT * FROM calm",
        "CREATE EXTENSION IF NOT EXISTS postgres_fdw",
        "CREATE SERVER away FOREIGN DATA WRAPPER postgres_fdw",
        "CREATE TABLE wide (a int) PARTITION BY LIST (a)",
        "CREATE FOREIGN TABLE wide_1 PARTITION OF wide FOR VALUES IN (1) SERVER away");
    for (String calm : List.of("calm", "child", "parent", "sight")) {
      assertEquals(TableTraits.NONE, tables.table(calm).traits(), calm);
    }
    assertEquals(new TableTraits(true, false, false, false, false), traits("by_row"));
    assertEquals(new TableTraits(false, true, false, false, false), traits("by_statement"));
    assertEquals(new TableTraits(false, false, true, false, false), traits("ruled"));
    assertEquals(new TableTraits(true, false, false, false, false), traits("parts"));
    assertEquals(new TableTraits(false, false, false, false, true), traits("wide"));
  }

  private static TableTraits traits(String table) {
    return tables.table(table).traits();
  }

  @Test
  void rowSecurityIsThatOfTheRoleThatAsks() throws Exception {
    database.execute(
        "CREATE TABLE secured (a int)",
        "ALTER TABLE secured ENABLE ROW LEVEL SECURITY",
        "CREATE ROLE subject LOGIN PASSWORD 'subject'");
    assertFalse(tables.table("secured").traits().rowSecurity());
    TestDatabase subject =
        new TestDatabase(database.host(), database.port(), database.name(), "subject", "subject");
    try (Connection connection = ConnectionFactory.open(TestWriter.config(subject), "test")) {
      Table table = new TableReader().read(connection, TableId.parse("secured")).orElseThrow();
      assertTrue(table.traits().rowSecurity());
    }
  }

  @Test
  void aTableIsFoundOnTheSearchPath() throws Exception {
    database.execute(
        "CREATE SCHEMA first", "CREATE TABLE first.found (a int)", "CREATE TABLE found (b int)");
    assertEquals(new TableId("public", "found"), tables.table("found").id());
    try (Connection connection =
        ConnectionFactory.open(
            TestWriter.config(
                new TestDatabase(
                    database.host(),
                    database.port(),
                    database.name() + "?currentSchema=first,public",
                    database.user(),
                    database.password())),
            "test")) {
      Table table = new TableReader().read(connection, new TableId("", "found")).orElseThrow();
      assertEquals(new TableId("first", "found"), table.id());
    }
  }

  @Test
  void namesAreTakenAsTheyAre() {
    database.execute("CREATE TABLE \"Mixed.Case \"\"q\"\" ?\" (a int)");
    assertEquals("Mixed.Case \"q\" ?", tables.table("public.Mixed.Case \"q\" ?").id().name());
  }

  @Test
  void relationsHaveKinds() {
    database.execute(
        "CREATE TABLE kinds (a int) PARTITION BY LIST (a)",
        "CREATE VIEW kinds_view AS SELECT 1 AS a",
        "CREATE MATERIALIZED VIEW kinds_mat AS SELECT 1 AS a",
        "CREATE SEQUENCE kinds_seq",
        "CREATE FOREIGN DATA WRAPPER nothing",
        "CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing",
        "CREATE FOREIGN TABLE kinds_foreign (a int) SERVER nowhere");
    assertEquals(Table.Kind.PARTITIONED_TABLE, tables.table("kinds").kind());
    assertEquals(Table.Kind.VIEW, tables.table("kinds_view").kind());
    assertEquals(Table.Kind.FOREIGN_TABLE, tables.table("kinds_foreign").kind());
    assertThrows(EnvironmentException.class, () -> tables.table("kinds_mat"));
    assertThrows(EnvironmentException.class, () -> tables.table("kinds_seq"));
  }

  /** B120 */
  @Test
  void systemTablesAreRefused() {
    for (String name :
        List.of("pg_catalog.pg_authid", "information_schema.sql_features", "pg_class")) {
      assertThrows(EnvironmentException.class, () -> tables.table(name), name);
    }
  }

  @Test
  void columnsKnowWhereTheirValuesComeFrom() {
    database.execute(
        "CREATE DOMAIN filled AS int DEFAULT 7",
        "CREATE TABLE origins (plain int, required int NOT NULL, given int NOT NULL DEFAULT 1,"
            + " always int GENERATED ALWAYS AS IDENTITY, bydefault int GENERATED BY DEFAULT AS"
            + " IDENTITY, made int GENERATED ALWAYS AS (1) STORED, num serial, domained filled)");
    assertColumn("plain", false, false, Column.Origin.PLAIN);
    assertColumn("required", true, false, Column.Origin.PLAIN);
    assertColumn("given", true, true, Column.Origin.PLAIN);
    assertColumn("always", true, true, Column.Origin.IDENTITY_ALWAYS);
    assertColumn("bydefault", true, true, Column.Origin.IDENTITY);
    assertColumn("made", false, false, Column.Origin.GENERATED);
    assertColumn("num", true, true, Column.Origin.PLAIN);
    assertColumn("domained", false, true, Column.Origin.PLAIN);
  }

  private static void assertColumn(
      String name, boolean notNull, boolean hasDefault, Column.Origin origin) {
    Column column = column("origins", name);
    assertEquals(notNull, column.notNull(), name);
    assertEquals(hasDefault, column.hasDefault(), name);
    assertEquals(origin, column.origin(), name);
  }

  @Test
  void virtualColumnsAreGenerated() {
    assumeTrue(tables.version() >= 18);
    database.execute("CREATE TABLE virt (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL)");
    assertEquals(Column.Origin.GENERATED, column("virt", "b").origin());
  }

  @Test
  void domainsAreUnwrapped() {
    database.execute(
        "CREATE DOMAIN inner_d AS numeric(6,2) NOT NULL",
        "CREATE DOMAIN outer_d AS inner_d CHECK (VALUE > 0)",
        "CREATE DOMAIN list_d AS outer_d[]",
        "CREATE TABLE domains (a outer_d, b list_d, c outer_d[])");
    PgType type = column("domains", "a").type();
    assertEquals("outer_d", type.sql());
    assertEquals("numeric", type.name());
    assertEquals(Optional.of(6), type.numericPrecision());
    assertEquals(Optional.of(2), type.numericScale());
    assertEquals(WireType.NUMERIC, type.wire());
    assertTrue(column("domains", "a").notNull());
    assertFalse(column("domains", "b").notNull());
    for (String name : List.of("b", "c")) {
      PgType array = column("domains", name).type();
      assertEquals(PgType.Kind.ARRAY, array.kind());
      assertEquals("numeric", array.element().orElseThrow().name());
      assertEquals(Optional.of(2), array.element().orElseThrow().numericScale());
    }
  }

  @Test
  void typesAreTakenApart() {
    database.execute(
        "CREATE TYPE color AS ENUM ('red')",
        "CREATE TYPE inside AS (x int, y varchar(3))",
        "CREATE TYPE outside AS (a inside, b color[], c numeric(5,1))",
        "CREATE TYPE stretch AS RANGE (subtype = float8, multirange_type_name = stretches)",
        "CREATE TABLE types (e color, c outside, a varchar(7)[], r int4range, m datemultirange,"
            + " s stretch, ss stretches, p point, v int2vector, ca outside[])");
    assertEquals(PgType.Kind.ENUM, column("types", "e").type().kind());
    assertEquals("public", column("types", "e").type().schema());
    PgType outside = column("types", "c").type();
    assertEquals(PgType.Kind.COMPOSITE, outside.kind());
    assertEquals(
        List.of("a", "b", "c"), outside.fields().stream().map(PgType.Attribute::name).toList());
    assertEquals("y", outside.fields().get(0).type().fields().get(1).name());
    assertEquals(7, outside.fields().get(0).type().fields().get(1).type().modifier());
    assertEquals(PgType.Kind.ARRAY, outside.fields().get(1).type().kind());
    assertEquals(Optional.of(1), outside.fields().get(2).type().numericScale());
    PgType array = column("types", "a").type();
    assertEquals("character varying(7)[]", array.sql());
    assertEquals("_varchar", array.name());
    assertEquals("varchar", array.element().orElseThrow().name());
    assertEquals(11, array.element().orElseThrow().modifier());
    assertEquals(PgType.Kind.RANGE, column("types", "r").type().kind());
    assertEquals("int4", column("types", "r").type().element().orElseThrow().name());
    assertEquals(PgType.Kind.MULTIRANGE, column("types", "m").type().kind());
    assertEquals("date", column("types", "m").type().element().orElseThrow().name());
    assertEquals("float8", column("types", "s").type().element().orElseThrow().name());
    assertEquals(PgType.Kind.MULTIRANGE, column("types", "ss").type().kind());
    assertEquals(PgType.Kind.BASE, column("types", "p").type().kind());
    assertEquals(Optional.empty(), column("types", "p").type().element());
    assertEquals(PgType.Kind.BASE, column("types", "v").type().kind());
    assertEquals(3, column("types", "ca").type().element().orElseThrow().fields().size());
  }

  @Test
  void nondeterministicCollationsAreKnown() {
    database.execute(
        "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2',"
            + " deterministic = false)",
        "CREATE DOMAIN loose AS text COLLATE nocase",
        "CREATE TABLE coll (a text, b text COLLATE nocase, c text COLLATE \"C\", d int, e loose)");
    assertTrue(column("coll", "a").deterministic());
    assertFalse(column("coll", "b").deterministic());
    assertTrue(column("coll", "c").deterministic());
    assertTrue(column("coll", "d").deterministic());
    assertFalse(column("coll", "e").deterministic());
  }

  @Test
  void uniqueIndexesComeWithThePrimaryKeyFirst() {
    database.execute(
        "CREATE EXTENSION btree_gist",
        "CREATE TABLE idx (a int, b int, c text, r int4range, PRIMARY KEY (b, a),"
            + " CONSTRAINT a_unique UNIQUE (c), CONSTRAINT later UNIQUE (a) DEFERRABLE,"
            + " CONSTRAINT excl EXCLUDE USING gist (a WITH =, r WITH &&))",
        "CREATE UNIQUE INDEX a_partial ON idx (c) WHERE a > 0",
        "CREATE UNIQUE INDEX an_expression ON idx (lower(c), a)",
        "CREATE UNIQUE INDEX covering ON idx (a) INCLUDE (b)",
        "CREATE INDEX plain ON idx (a)");
    List<UniqueIndex> indexes = tables.table("idx").indexes();
    assertEquals(
        List.of(
            index("idx_pkey", UniqueIndex.Kind.PRIMARY_KEY, false, null, "b", "a"),
            index("a_partial", UniqueIndex.Kind.UNIQUE_INDEX, false, "(a > 0)", "c"),
            index("a_unique", UniqueIndex.Kind.UNIQUE_CONSTRAINT, false, null, "c"),
            index("an_expression", UniqueIndex.Kind.UNIQUE_INDEX, false, null),
            index("covering", UniqueIndex.Kind.UNIQUE_INDEX, false, null, "a"),
            index("excl", UniqueIndex.Kind.EXCLUSION_CONSTRAINT, false, null, "a", "r"),
            index("later", UniqueIndex.Kind.UNIQUE_CONSTRAINT, true, null, "a")),
        indexes);
  }

  @Test
  void nullsNotDistinctIsKnown() {
    assumeTrue(tables.version() >= 15);
    database.execute("CREATE TABLE nnd (a int, UNIQUE NULLS NOT DISTINCT (a))");
    assertTrue(tables.table("nnd").indexes().get(0).nullsNotDistinct());
  }

  @Test
  void partitionedTablesHaveTheirIndexes() {
    database.execute(
        "CREATE TABLE parted (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
        "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO"
            + " ('2027-01-01')");
    assertEquals(List.of("id", "day"), tables.table("parted").primaryKey().orElseThrow().columns());
  }

  @Test
  void everythingIsReadTwiceAroundItsFingerprintInTwoRoundTrips() throws Exception {
    database.execute("CREATE TABLE trip (id int PRIMARY KEY, v text[])");
    try (ProtocolTap tap = new ProtocolTap(database.host(), database.port());
        Connection connection =
            ConnectionFactory.open(
                TestWriter.config(
                    new TestDatabase(
                        "localhost",
                        tap.port(),
                        database.name(),
                        database.user(),
                        database.password()),
                    "connection.sslmode",
                    "disable"),
                "test")) {
      new TableReader().read(connection, TableId.parse("trip"));
      tap.clear();
      new TableReader().read(connection, TableId.parse("trip"));
      assertEquals(2, tap.roundTrips(), tap.messages().toString());
    }
  }

  private static UniqueIndex index(
      String name, UniqueIndex.Kind kind, boolean deferrable, String predicate, String... columns) {
    return new UniqueIndex(
        name, List.of(columns), kind, false, deferrable, Optional.ofNullable(predicate));
  }
}
