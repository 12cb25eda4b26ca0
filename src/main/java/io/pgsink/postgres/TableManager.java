// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.DdlSql;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.OneLine;
import io.pgsink.table.Table;
import io.pgsink.table.TableChange;
import io.pgsink.table.TableId;
import io.pgsink.table.TooManyTablesException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tables to where their topics are. Thread-safe; many threads and tasks on many workers may
 * want the same change at the same time.
 *
 * <p>They take turns by an advisory lock on the table's name, held until the transaction ends, and
 * look again before they change anything: one of them does, the others find it done. Tasks that
 * spell the name differently ({@code t} and {@code public.t}) hold different locks; then PostgreSQL
 * refuses the second one, which looks again too.
 *
 * <p>A column that can't be widened, because a view or a partition key uses it or the table belongs
 * to somebody else, stays as it is with one warning: its values may fit all the same.
 */
public final class TableManager {
  private static final Logger LOG = LoggerFactory.getLogger(TableManager.class);

  /**
   * A task that creates more has a topic pattern that matches more than anybody meant. Tables that
   * records named are counted for a connector, in the database, so that no restart allows more.
   */
  private static final int MAX_CREATED = 1_000;

  private static final int ATTEMPTS = 5;

  private final TableReader reader = new TableReader();
  private final Set<TableChange> refused = ConcurrentHashMap.newKeySet();
  private final TimeLimits limits;
  private final int maxCreated;
  private final LongAdder statements = new LongAdder();
  private final AtomicInteger created = new AtomicInteger();

  /** A manager that stops creating tables when there are more than anybody can have meant. */
  public TableManager() {
    this(new TimeLimits(Duration.ZERO, Duration.ZERO));
  }

  TableManager(TimeLimits limits) {
    this(limits, MAX_CREATED);
  }

  TableManager(TimeLimits limits, int maxCreated) {
    this.limits = limits.whileOthersWait();
    this.maxCreated = maxCreated;
  }

  /** How many statements were run that create or change tables. Any thread may ask. */
  long statements() {
    return statements.sum();
  }

  /** A function from the table as it is, or empty, to the steps that it needs. */
  public interface Plan extends Function<Optional<Table>, List<TableChange>> {}

  /**
   * Reads a table, and changes it where the plan says so.
   *
   * @param connection a connection in autocommit mode, and still so afterwards
   * @param id the table's name
   * @param plan asked again whenever the table is read again; without steps nothing is locked
   * @return the table as it is now; empty when there is none and the plan has no steps
   * @throws WriteException when the database refuses
   * @throws EnvironmentException when the plan refuses, or too many tables were created
   */
  public Optional<Table> evolve(Connection connection, TableId id, Plan plan)
      throws WriteException {
    for (int attempt = 1; ; attempt++) {
      Optional<Table> table = read(connection, id);
      if (steps(plan, table).isEmpty()) {
        return table;
      }
      TableReader.refuseSystemSchema(id);
      TableReader.refuseBookkeeping(id);
      try {
        change(connection, id, plan);
      } catch (SQLException e) {
        WriteException failure = WriteException.of(e, id);
        if (attempt == ATTEMPTS || !failure.isDoneByOthers()) {
          throw failure;
        }
        LOG.debug("{} changed in the meantime, looking again", id);
      }
      if (attempt > ATTEMPTS) {
        throw new EnvironmentException(
            "table \"%s\" still lacks what its records need after it was changed: look for event triggers or other tools that change it too"
                .formatted(id));
      }
    }
  }

  /**
   * Which of some names are those of tables or views, by one question. Those in a schema that the
   * role may not use are among them.
   */
  Set<TableId> existing(Connection connection, Collection<TableId> ids) throws SQLException {
    Object[] schemas = ids.stream().map(TableId::schema).toArray();
    Object[] names = ids.stream().map(TableId::name).toArray();
    Set<TableId> existing = new HashSet<>();
    try (var query = connection.prepareStatement(CatalogSql.EXISTING)) {
      query.setArray(1, connection.createArrayOf("text", schemas));
      query.setArray(2, connection.createArrayOf("text", names));
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          existing.add(new TableId(result.getString(1), result.getString(2)));
        }
      }
    }
    return existing;
  }

  private Optional<Table> read(Connection connection, TableId id) throws WriteException {
    try {
      return Transactions.in(
          connection,
          () -> {
            limits.set(connection);
            return reader.read(connection, id);
          });
    } catch (SQLException e) {
      throw WriteException.of(e, id);
    }
  }

  private void change(Connection connection, TableId id, Plan plan)
      throws SQLException, WriteException {
    Transactions.in(
        connection,
        () -> {
          limits.set(connection);
          lock(connection, id.sql());
          List<TableChange> steps = steps(plan, reader.read(connection, id));
          for (TableChange change : steps) {
            if (isDispensable(change)) {
              tryOut(connection, change);
            } else {
              apply(connection, change);
            }
          }
          return steps;
        });
  }

  private List<TableChange> steps(Plan plan, Optional<Table> table) {
    return plan.apply(table).stream().filter(step -> !refused.contains(step)).toList();
  }

  private static boolean isDispensable(TableChange change) {
    return change instanceof TableChange.WidenColumn || change instanceof TableChange.DropNotNull;
  }

  private void tryOut(Connection connection, TableChange change) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      apply(connection, change);
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (!WriteException.of(e).isFixed()) {
        throw e;
      }
      connection.rollback(before);
      refused.add(change);
      // about names and types only: no row was looked at
      LOG.warn(
          "Table \"{}\": \"{}\" isn't possible, so the column stays as it is and values that don't"
              + " fit are refused ({}). As the table's owner, drop what uses the column, run the"
              + " statement, and create it again",
          OneLine.of(change.table()),
          OneLine.ofSql(DdlSql.statements(change).get(0)),
          OneLine.ofSql(WriteException.of(e, change.table()).serverWords()));
    }
  }

  /** By transaction, not by session: PgBouncer lends sessions to others. */
  private static void lock(Connection connection, String what) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(?, 0))")) {
      statement.setString(1, "pgsink " + what);
      statement.execute();
    }
  }

  private void apply(Connection connection, TableChange change) throws SQLException {
    if (change instanceof TableChange.CreateTable create) {
      if (create.namedBy().isPresent()) {
        countNamed(connection, create.table(), create.namedBy().get());
      } else {
        countCreated(create.table());
      }
    }
    for (String sql : DdlSql.statements(change)) {
      LOG.info("Changing table {}: {}", OneLine.of(change.table()), OneLine.ofSql(sql));
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(sql);
        statements.increment();
      }
    }
  }

  private void countCreated(TableId id) {
    if (created.get() >= maxCreated) {
      throw new TooManyTablesException(
          id,
          "this task has created %d tables already, which looks like a topic pattern that matches too much; narrow topics.regex, or create the tables yourself"
              .formatted(created.get()));
    }
    created.incrementAndGet();
  }

  /** One task of a connector after the other, so that together they don't create more. */
  private void countNamed(Connection connection, TableId id, String connector) throws SQLException {
    String mark = DdlSql.markOfRecords(connector);
    lock(connection, mark);
    try (var statement = connection.prepareStatement(CatalogSql.TABLES_WITH_COMMENT)) {
      statement.setString(1, mark);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        long marked = result.getLong(1);
        if (marked >= maxCreated) {
          throw new TooManyTablesException(
              id,
              "records of this connector have had %d tables created already; limit them with tables.allowed, create the table yourself, or drop those that nobody needs"
                  .formatted(marked));
        }
      }
    }
  }
}
