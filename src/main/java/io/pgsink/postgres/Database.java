// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.config.ConnectionConfig;
import io.pgsink.postgres.OffsetStore.Claim;
import io.pgsink.postgres.OffsetStore.SourcePartition;
import io.pgsink.table.Definition;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database as a task sees it: tables to be read and changed, batches to be written, offsets to
 * be claimed. Lends a connection to every call and takes broken ones out of the pool. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final ConnectionFactory connections;
  private final BatchWriter writer;
  private final TableManager tables;
  private final TimeLimits limits;
  private final Calls calls = new Calls();
  private final SessionWatch watch;

  /**
   * A database that isn't connected to yet.
   *
   * @param config how to reach it
   * @param connections the most connections at a time
   * @param name what its sessions and threads are called
   */
  public Database(ConnectionConfig config, int connections, String name) {
    this(config, connections, name, CopyPolicy.MEASURED);
  }

  /** The same, with a policy of its own for rows that are new. */
  public Database(ConnectionConfig config, int connections, String name, CopyPolicy copying) {
    this.connections = new ConnectionFactory(config, connections, name);
    this.writer = new BatchWriter(config, copying);
    this.limits = TimeLimits.of(config);
    this.tables = new TableManager(limits);
    this.watch = new SessionWatch(config.socketTimeout(), limits);
  }

  /** Work that needs a connection. */
  private interface Work<T> {
    T with(Connection connection) throws WriteException, SQLException;
  }

  /**
   * Calls the server.
   *
   * @param table what about, for messages
   * @param within the time limits of the work
   */
  private <T> T call(Optional<TableId> table, TimeLimits within, Work<T> work)
      throws WriteException {
    try (Connection connection = connection()) {
      try {
        return calls.watched(
            connection,
            table,
            within,
            () -> {
              try {
                return work.with(connection);
              } catch (SQLException e) {
                throw WriteException.of(e);
              }
            });
      } catch (WriteException failure) {
        if (failure.evicts()) {
          connections.evict(connection);
        }
        throw failure;
      }
    } catch (SQLException e) {
      throw WriteException.of(e);
    }
  }

  private Connection connection() throws WriteException {
    Instant since = Instant.now();
    try {
      return connections.connection();
    } catch (SQLException e) {
      throw WriteException.connecting(e, since);
    }
  }

  /** Runs work in a transaction under time limits. */
  private <T> T limited(TimeLimits most, Connection connection, Transactions.Work<T> work)
      throws SQLException, WriteException {
    return Transactions.in(
        connection,
        () -> {
          most.set(connection);
          return work.run();
        });
  }

  /**
   * Looks at what the server does about calls that take long; see {@link SessionWatch}. Called
   * again and again by one thread.
   */
  public void watch() {
    connections.closeIdle();
    List<Call> due = calls.due();
    if (due.isEmpty()) {
      return;
    }
    try (Connection connection = connections.connectionToAsk()) {
      connections.asking(connection, () -> watch.look(connection, due));
    } catch (SQLException e) {
      LOG.debug("The server can't be asked about {} calls: {}", due.size(), e.getSQLState());
      due.forEach(watch::giveUpUnseen);
    }
  }

  /**
   * Asks the server to stop whatever it does for this task: nobody will hear of it. A request to
   * cancel needs no session, but may take its time where the server is gone.
   */
  public void cancelAll() {
    calls.all().forEach(SessionWatch::cancel);
  }

  /** How long the oldest call has waited for its answer, in milliseconds; 0 when there is none. */
  public long unansweredMillis() {
    return calls.oldestMillis();
  }

  /** Reads a table, and changes it where the plan says so; see {@link TableManager#evolve}. */
  public Optional<Table> evolve(TableId id, TableManager.Plan plan) throws WriteException {
    return call(
        Optional.of(id),
        limits.whileOthersWait(),
        connection -> tables.evolve(connection, id, plan));
  }

  /** Which of some names are those of tables or views; see {@link TableManager#existing}. */
  public Set<TableId> existing(Collection<TableId> ids) throws WriteException {
    return call(
        Optional.empty(),
        limits,
        connection -> limited(limits, connection, () -> tables.existing(connection, ids)));
  }

  /** Writes and commits statements in one transaction; see {@link BatchWriter#write}. */
  public long[] write(TableId table, List<Statement> statements) throws WriteException {
    return call(
        Optional.of(table), limits, connection -> writer.write(connection, table, statements));
  }

  /**
   * Asks a query that answers with a small number in each row.
   *
   * @param table what about, for messages
   * @param parameters its arrays, in order
   */
  public int[] numbers(TableId table, String sql, List<ColumnBatch> parameters)
      throws WriteException {
    return call(
        Optional.of(table),
        limits,
        connection ->
            limited(
                limits,
                connection,
                () -> {
                  Pipeline query = new Pipeline();
                  query.add(sql, parameters.toArray(ColumnBatch[]::new));
                  query.run(connection);
                  return query.numbers(0);
                }));
  }

  /**
   * Makes sure that tables are still what they were, by a look that waits for no lock of theirs.
   *
   * @throws WriteException of kind STALE when one isn't
   */
  public void requireCurrent(Collection<Definition> definitions) throws WriteException {
    if (!definitions.isEmpty()) {
      write(definitions.iterator().next().table(), List.of(DefinitionCheck.of(definitions)));
    }
  }

  /** Begins a transaction whose statements may fail one by one. */
  public SplitTransaction split() throws WriteException {
    Connection connection = connection();
    try {
      return calls.watched(
          connection,
          Optional.empty(),
          limits,
          () -> new SplitTransaction(connections, connection, calls, limits));
    } catch (SQLException e) {
      throw WriteException.of(e);
    }
  }

  /** Claims partitions, after making sure that the table of offsets is there. */
  public Map<SourcePartition, Claim> claim(
      OffsetStore offsets, Collection<SourcePartition> partitions) throws WriteException {
    TimeLimits most = limits.ofClaims();
    return call(
        Optional.of(offsets.table()),
        most,
        connection ->
            limited(
                most,
                connection,
                () -> {
                  offsets.prepare(connection);
                  return offsets.claim(connection, partitions);
                }));
  }

  /** Finds out what became of a transaction without an answer; see {@link OffsetStore#settle}. */
  public Map<SourcePartition, Claim> settle(OffsetStore offsets, Map<SourcePartition, Long> epochs)
      throws WriteException {
    return call(
        Optional.of(offsets.table()),
        limits,
        connection -> limited(limits, connection, () -> offsets.settle(connection, epochs)));
  }

  /**
   * Sets offsets from outside, with a connection of its own; see {@link OffsetStore#alter}.
   *
   * @throws WriteException when none was set
   */
  public static void alter(
      ConnectionConfig config, OffsetStore offsets, Map<SourcePartition, OptionalLong> wanted)
      throws WriteException {
    try (Connection connection = ConnectionFactory.open(config, "pgsink offsets")) {
      Transactions.in(
          connection,
          () -> {
            TimeLimits.of(config).set(connection);
            offsets.prepare(connection);
            offsets.alter(connection, wanted);
            return wanted;
          });
    } catch (SQLException e) {
      throw WriteException.of(e);
    }
  }

  /** Logs new connections in with these credentials from now on. */
  public void use(ConnectionConfig config) {
    connections.use(config);
  }

  /** Whether the server has refused the last login. */
  public boolean isLoginRefused() {
    return connections.isLoginRefused();
  }

  /** Whether a login has ever succeeded. */
  public boolean hasLoggedIn() {
    return connections.hasLoggedIn();
  }

  /** How many connections are lent out. */
  public int active() {
    return connections.active();
  }

  /** How many connections wait to be lent out. */
  public int idle() {
    return connections.idle();
  }

  /** How many threads wait for a connection. */
  public int waiting() {
    return connections.waiting();
  }

  /** How many statements have created or changed tables. */
  public long ddlStatements() {
    return tables.statements();
  }

  /** How many rows went by COPY. */
  public long rowsCopied() {
    return writer.copies().rowsCopied();
  }

  /** How often it was asked which rows exist. */
  public long copyProbes() {
    return writer.copies().probes();
  }

  /** How often rows that were to be copied went the ordinary way. */
  public long wrongCopyGuesses() {
    return writer.copies().wrongGuesses();
  }

  @Override
  public void close() {
    connections.close();
  }
}
