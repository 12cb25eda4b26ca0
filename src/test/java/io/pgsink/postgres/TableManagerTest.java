// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.Table;
import io.pgsink.table.TableEvolution;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TableManagerTest {
  private static TestDatabase database;
  private static TestWriter tables;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("manager");
    // what PostgreSQL has really done, whoever asked for it
    database.execute(
        "CREATE TABLE ddl (tag text, object text)",
        "GRANT ALL ON ddl TO public",
        "CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS"
            + " $$BEGIN INSERT INTO ddl SELECT command_tag, object_identity"
            + " FROM pg_event_trigger_ddl_commands()"
            + " WHERE command_tag IN ('CREATE TABLE', 'ALTER TABLE', 'COMMENT'); END$$",
        "CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION note()");
    tables = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    tables.close();
  }

  private static ColumnDefinition column(String name, String type) {
    return new ColumnDefinition(name, type, false, Optional.empty(), Optional.empty());
  }

  private static ColumnDefinition required(String name, String type, String defaultSql) {
    return new ColumnDefinition(
        name, type, true, Optional.ofNullable(defaultSql), Optional.empty());
  }

  private static Table evolve(String name, List<ColumnDefinition> columns, String... key)
      throws WriteException {
    return evolve(tables.connection(), name, columns, key);
  }

  private static Table evolve(
      Connection connection, String name, List<ColumnDefinition> columns, String... key)
      throws WriteException {
    TableId id = TableId.parse(name);
    return new TableManager()
        .evolve(connection, id, table -> TableEvolution.plan(id, table, columns, List.of(key)))
        .orElseThrow();
  }

  private static long changes(String table) {
    return database.count("SELECT count(*) FROM ddl WHERE object = 'public." + table + "'");
  }

  @Test
  void aTableIsCreatedWithEverythingThatIsKnown() throws WriteException {
    Table table =
        evolve(
            "created",
            List.of(
                required("id", "bigint", null),
                required("state", "text", "'it''s \\ new'"),
                new ColumnDefinition(
                    "note",
                    "character varying(9)",
                    false,
                    Optional.empty(),
                    Optional.of("what's \\n \"noted\"; --"))),
            "id");
    assertEquals(List.of("id"), table.primaryKey().orElseThrow().columns());
    assertEquals(
        List.of(
            Arrays.asList("id", "bigint", "t", null),
            Arrays.asList("state", "text", "t", null),
            Arrays.asList("note", "character varying(9)", "f", "what's \\n \"noted\"; --")),
        database.query(
            "SELECT attname, format_type(atttypid, atttypmod), attnotnull,"
                + " col_description(attrelid, attnum) FROM pg_attribute"
                + " WHERE attrelid = 'created'::regclass AND attnum > 0 ORDER BY attnum"));
    database.execute("INSERT INTO created (id) VALUES (1)");
    assertEquals("it's \\ new", database.value("SELECT state FROM created"));
  }

  /** B126, B127 */
  @Test
  void missingColumnsAreAdded() throws WriteException {
    database.execute("CREATE TABLE added (id int PRIMARY KEY)", "INSERT INTO added VALUES (1)");
    Table table =
        evolve(
            "added",
            List.of(
                column("id", "integer"),
                column("optional", "text"),
                required("defaulted", "integer", "7"),
                required("bare", "integer", null)));
    assertEquals(
        List.of("id", "optional", "defaulted", "bare"), List.copyOf(table.columns().keySet()));
    assertTrue(table.column("defaulted").orElseThrow().notNull());
    assertEquals(false, table.column("bare").orElseThrow().notNull());
    assertEquals(
        List.of(Arrays.asList("1", null, "7", null)), database.query("SELECT * FROM added"));
  }

  /** B129 */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smallint | integer | integer",
        "smallint | bigint | bigint",
        "integer | bigint | bigint",
        "integer | numeric(10,2) | numeric(12,2)",
        "bigint | numeric | numeric",
        "bigint | numeric(38,10) | numeric(38,10)",
        "real | double precision | double precision",
        "character varying(5) | varchar(10) | character varying(10)",
        "character varying(5) | text | text",
        "numeric(6,2) | numeric(8,2) | numeric(8,2)",
        "numeric(6,2) | numeric(6,4) | numeric(8,4)",
        "numeric(6,2) | numeric | numeric",
      })
  void typesAreWidened(String from, String wanted, String to) throws WriteException {
    database.execute(
        "DROP TABLE IF EXISTS widened",
        "CREATE TABLE widened (id int PRIMARY KEY, v " + from + ")",
        "INSERT INTO widened VALUES (1, '12')");
    Table table = evolve("widened", List.of(column("v", wanted)));
    assertEquals(to, table.column("v").orElseThrow().type().sql());
    assertEquals("t", database.value("SELECT v::text::numeric = 12 FROM widened"));
    assertEquals(table, evolve("widened", List.of(column("v", wanted))));
  }

  /** B130 */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bigint | integer",
        "bigint | text",
        "integer | numeric(9,0)",
        "double precision | real",
        "text | character varying(5)",
        "text | integer",
        "character varying(5) | character varying(5)",
        "character varying(5) | integer",
        "character varying | text",
        "numeric(6,2) | numeric(4,2)",
        "numeric | numeric(4,2)",
        "numeric | bigint",
        "timestamp with time zone | timestamp without time zone",
        "jsonb | text",
        "integer[] | bigint[]",
      })
  void nothingIsNarrowedOrChanged(String from, String wanted) throws WriteException {
    database.execute("DROP TABLE IF EXISTS same", "CREATE TABLE same (v " + from + ")");
    Table table = evolve("same", List.of(column("v", wanted)));
    assertEquals(from, table.column("v").orElseThrow().type().sql());
  }

  @Test
  void aDomainStaysADomain() throws WriteException {
    database.execute("CREATE DOMAIN small AS smallint", "CREATE TABLE domained (v small)");
    assertEquals(
        "small",
        evolve("domained", List.of(column("v", "bigint"))).column("v").orElseThrow().type().sql());
  }

  @Test
  void aFieldThatBecameOptionalLosesItsNotNull() throws WriteException {
    database.execute(
        "CREATE TABLE loosened (id int PRIMARY KEY, v int NOT NULL,"
            + " n int GENERATED BY DEFAULT AS IDENTITY)");
    Table table =
        evolve(
            "loosened",
            List.of(column("id", "integer"), column("v", "integer"), column("n", "integer")));
    assertEquals(false, table.column("v").orElseThrow().notNull());
    assertTrue(table.column("id").orElseThrow().notNull());
    assertTrue(table.column("n").orElseThrow().notNull());
  }

  /** B131 */
  @Test
  void aFieldThatBecameRequiredChangesNothing() throws WriteException {
    database.execute("CREATE TABLE tight (v int)");
    assertEquals(
        false,
        evolve("tight", List.of(required("v", "integer", null)))
            .column("v")
            .orElseThrow()
            .notNull());
  }

  @Test
  void viewsGetNoColumns() throws WriteException {
    database.execute("CREATE VIEW fixed AS SELECT 1 AS a");
    assertThrows(
        EnvironmentException.class, () -> evolve("fixed", List.of(column("b", "integer"))));
    assertEquals(1, evolve("fixed", List.of(column("a", "bigint"))).columns().size());
  }

  /** B112, B113, B117, B118 */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a123456789012345678901234567890123456789012345678901234567890123",
        "ääääääääääääääääääääääääääääääää",
        "ctid",
        "xmin",
        "a\0b"
      })
  void namesThatPostgresWouldRefuseOrCutAreTheRecordsFault(String name) {
    database.execute("DROP TABLE IF EXISTS named", "CREATE TABLE named (id int)");
    for (String table : List.of("named", "unnamed")) {
      assertThrows(
          BadRecordException.class,
          () -> evolve(table, List.of(column("id", "integer"), column(name, "text"))));
    }
    assertEquals(0, database.count("SELECT count(*) FROM pg_class WHERE relname = 'unnamed'"));
  }

  /** B109, B111, B114, B115, B116, B125 */
  @Test
  void hostileNamesAndDefaultsAreQuoted() throws WriteException {
    List<String> names =
        List.of(
            "a\"b",
            "x\" OR 1=1 --",
            "semi;colon",
            "new\nline",
            "/* c */",
            "$$",
            "q?m",
            ":x",
            "{fn now()}",
            "ID",
            "id",
            "user",
            "order",
            "ä",
            "back\\slash",
            "'");
    List<ColumnDefinition> columns =
        new ArrayList<>(names.stream().map(name -> column(name, "text")).toList());
    columns.add(
        new ColumnDefinition(
            "given", "text", true, Optional.of("'''); DROP TABLE ddl; --'"), Optional.of("'; --")));
    Table table = evolve("hostile \"; DROP TABLE ddl; -- ?", columns, "a\"b", "q?m");
    assertEquals(names, List.copyOf(table.columns().keySet()).subList(0, names.size()));
    assertEquals(List.of("a\"b", "q?m"), table.primaryKey().orElseThrow().columns());
    assertTrue(database.count("SELECT count(*) FROM ddl") > 0);
  }

  /** F38: every task of every worker meets the new field at the same moment. */
  @Test
  void concurrentTasksMakeEachChangeOnce() {
    List<String> tasks = Collections.nCopies(6, "raced");
    List<ColumnDefinition> first = List.of(required("id", "integer", null), column("v", "text"));
    List<ColumnDefinition> second = new ArrayList<>(first);
    second.set(0, required("id", "bigint", null));
    for (int i = 0; i < 5; i++) {
      second.add(column("added_" + i, "text"));
    }
    race(tasks, first);
    assertEquals(1, changes("raced"));
    race(tasks, second);
    assertEquals(1 + 5 + 1, changes("raced"), "created, five columns, one type");
  }

  /** Two spellings of one name don't see each other's lock; PostgreSQL sorts it out. */
  @Test
  void twoSpellingsOfOneNameStillAgree() {
    race(
        List.of("spelled", "public.spelled", "spelled", "public.spelled"),
        List.of(required("id", "integer", null)));
  }

  /** B123 */
  @Test
  void b123_aTopicPatternThatMatchesTooMuchIsStopped() {
    TableManager manager = new TableManager(new TimeLimits(Duration.ZERO, Duration.ZERO), 3);
    EnvironmentException refused =
        assertThrows(
            EnvironmentException.class,
            () -> {
              for (int i = 0; i < 4; i++) {
                TableId id = TableId.parse("many_" + i);
                manager.evolve(
                    tables.connection(),
                    id,
                    table ->
                        TableEvolution.plan(id, table, List.of(column("a", "integer")), List.of()));
              }
            });
    assertTrue(refused.getMessage().contains("many_3"), refused.getMessage());
    assertEquals(3, database.count("SELECT count(*) FROM pg_class WHERE relname LIKE 'many_%'"));
  }

  @Test
  void aMissingSchemaIsNamedWithItsFix() {
    WriteException refused =
        assertThrows(
            WriteException.class, () -> evolve("nowhere.t", List.of(column("a", "integer"))));
    assertEquals(WriteException.Kind.ENVIRONMENT, refused.kind());
    assertEquals("3F000", refused.sqlState());
  }

  /** B107 */
  @Test
  void b107_tooManyColumnsFail() {
    List<ColumnDefinition> columns = new ArrayList<>();
    for (int i = 0; i < 1601; i++) {
      columns.add(column("c" + i, "boolean"));
    }
    WriteException refused = assertThrows(WriteException.class, () -> evolve("toowide", columns));
    assertEquals("54011", refused.sqlState());
    assertEquals(WriteException.Kind.ENVIRONMENT, refused.kind());
  }

  private static void race(List<String> names, List<ColumnDefinition> columns) {
    ExecutorService pool = Executors.newFixedThreadPool(names.size());
    try {
      List<CompletableFuture<Table>> running = new ArrayList<>();
      for (String name : names) {
        running.add(task(pool, name, columns));
      }
      for (CompletableFuture<Table> task : running) {
        assertEquals(columns.size(), task.join().columns().size());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static CompletableFuture<Table> task(
      ExecutorService pool, String table, List<ColumnDefinition> columns) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Connection connection =
              ConnectionFactory.open(TestWriter.config(database), "task")) {
            return evolve(connection, table, columns, "id");
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        pool);
  }
}
