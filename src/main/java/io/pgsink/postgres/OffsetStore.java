// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.table.CatalogNames;
import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import io.pgsink.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The offsets that are stored with the rows, for exactly-once delivery. Thread-safe.
 *
 * <p>Each partition has one row with the next offset to read and an epoch. Who claims a partition
 * raises its epoch; a transaction that advances an offset names the epoch that it was claimed
 * under, and fails as a whole when that isn't the current one. So a writer that was paused and has
 * lost its partition commits nothing, whatever it still sends. It also names the offset that it
 * goes on from: a database that has lost its last commits, rows and offsets, is not written past
 * the gap.
 *
 * <p>INVARIANT: a row, once there, stays. Resetting a partition empties its offset and raises the
 * epoch like any claim.
 *
 * <p>The check is part of the statement, so that rows and offsets go to the server in one round
 * trip: fewer rows advanced than meant make it insert a row that violates {@link Violation#FENCE}.
 */
public final class OffsetStore {
  private static final List<Column> ADVANCE_COLUMNS =
      List.of(
          column("connector", "text"),
          column("topic", "text"),
          column("partition", "int4"),
          column("epoch", "int8"),
          column("previous", "int8"),
          column("next_offset", "int8"));

  /** The partitions in their order, so that two statements never wait for each other. */
  private static final String GIVEN =
      """
      WITH given AS (
        SELECT ?::pg_catalog.text AS connector, topic, partition, value
        FROM ROWS FROM (pg_catalog.unnest(?::pg_catalog.text[]),
          pg_catalog.unnest(?::pg_catalog.int4[]), pg_catalog.unnest(?::pg_catalog.int8[]))
          AS list(topic, partition, value)
      )
      """;

  private final TableId table;
  private final String connector;

  /** A claim raises an epoch by one; settling raises it by a number that only this instance has. */
  private final long settleStep = ThreadLocalRandom.current().nextLong(1_000, 1L << 31);

  /**
   * The offsets of one connector.
   *
   * @param table the table that holds them
   * @param connector the connector's name
   */
  public OffsetStore(TableId table, String connector) {
    this.table = table;
    this.connector = connector;
  }

  TableId table() {
    return table;
  }

  /**
   * A partition of a topic, as it is called in Kafka.
   *
   * @param topic the topic
   * @param partition the partition's number
   */
  public record SourcePartition(String topic, int partition)
      implements Comparable<SourcePartition> {
    @Override
    public int compareTo(SourcePartition other) {
      int byTopic = topic.compareTo(other.topic);
      return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
  }

  /**
   * What a writer holds on a partition.
   *
   * @param epoch the epoch that its transactions name
   * @param nextOffset the offset to read next; empty when none is stored
   */
  public record Claim(long epoch, OptionalLong nextOffset) {}

  /**
   * How far a transaction takes a partition.
   *
   * @param epoch the epoch that the partition was claimed under
   * @param previous the offset that must be stored until then; empty when none may be
   * @param nextOffset the offset behind the last record of the transaction
   */
  public record Advance(long epoch, OptionalLong previous, long nextOffset) {}

  /**
   * Creates the table when it is missing, and makes sure that it can fence.
   *
   * @param connection a connection with an open transaction
   * @throws WriteException when it can't be created or read
   * @throws io.pgsink.table.EnvironmentException when a table of that name is something else
   */
  public void prepare(Connection connection) throws WriteException {
    OffsetTable.prepare(connection, table);
  }

  /**
   * Takes partitions over from whoever held them. Waits for a transaction of theirs that is under
   * way.
   *
   * @return the claim of each partition
   */
  public Map<SourcePartition, Claim> claim(
      Connection connection, Collection<SourcePartition> partitions) throws WriteException {
    SortedMap<SourcePartition, Long> sorted = new TreeMap<>();
    partitions.forEach(partition -> sorted.put(partition, null));
    return change(
        connection,
        """
        INSERT INTO %s AS stored (connector, topic, partition, next_offset, epoch)
        SELECT connector, topic, partition, value, 1 FROM given
        ON CONFLICT (connector, topic, partition)
        DO UPDATE SET epoch=stored.epoch + 1, updated_at=pg_catalog.now()
        RETURNING topic, partition, epoch, next_offset\
        """,
        sorted);
  }

  /**
   * Finds out what became of a transaction whose commit got no answer: raises the epoch once more,
   * which waits for the transaction if it is still under way and keeps it from committing later.
   * The answer to this may get lost, too: it can be asked again, because the new epoch is one that
   * nobody else gives.
   *
   * @param epochs the epochs that the partitions are held under
   * @return the new claims, whose offsets tell whether the transaction committed
   * @throws WriteException of kind FENCED when another task has claimed one of them
   */
  public Map<SourcePartition, Claim> settle(
      Connection connection, Map<SourcePartition, Long> epochs) throws WriteException {
    Map<SourcePartition, Claim> claims =
        change(
            connection,
            """
            UPDATE %s AS stored SET epoch=given.value + {step}, updated_at=pg_catalog.now()
            FROM given
            WHERE stored.connector = given.connector AND stored.topic = given.topic
              AND stored.partition = given.partition
              AND (stored.epoch = given.value OR stored.epoch = (given.value + {step}))
            RETURNING stored.topic, stored.partition, stored.epoch, stored.next_offset\
            """
                .replace("{step}", String.valueOf(settleStep)),
            new TreeMap<>(epochs));
    if (claims.size() < epochs.size()) {
      throw WriteException.fenced();
    }
    return claims;
  }

  /**
   * The statement that advances partitions, to be written together with their rows.
   *
   * @param advances how far each partition goes; at least one
   */
  public Statement advance(Map<SourcePartition, Advance> advances) {
    ColumnBatch values = new ColumnBatch(ADVANCE_COLUMNS, advances.size());
    new TreeMap<>(advances)
        .forEach(
            (partition, advance) -> {
              values.array(0).addUtf8(connector);
              values.array(1).addUtf8(partition.topic());
              values.array(2).addInt(partition.partition());
              values.array(3).addLong(advance.epoch());
              if (advance.previous().isPresent()) {
                values.array(4).addLong(advance.previous().getAsLong());
              } else {
                values.array(4).addNull();
              }
              values.array(5).addLong(advance.nextOffset());
            });
    return new Statement(
        CatalogNames.pinned(
                """
                WITH given AS (
                  SELECT pg_catalog.unnest(?::pg_catalog.text[]) AS connector, pg_catalog.unnest(?::pg_catalog.text[]) AS topic,
                    pg_catalog.unnest(?::pg_catalog.int4[]) AS partition, pg_catalog.unnest(?::pg_catalog.int8[]) AS epoch,
                    pg_catalog.unnest(?::pg_catalog.int8[]) AS previous, pg_catalog.unnest(?::pg_catalog.int8[]) AS next_offset
                ), advanced AS (
                  UPDATE %s AS stored SET next_offset=given.next_offset, updated_at=pg_catalog.now()
                  FROM given
                  WHERE stored.connector = given.connector AND stored.topic = given.topic
                    AND stored.partition = given.partition AND stored.epoch = given.epoch
                    AND coalesce(stored.next_offset = given.previous,
                      stored.next_offset IS NULL AND given.previous IS NULL)
                  RETURNING 1
                )
                INSERT INTO %s (connector, topic, partition, epoch)
                SELECT '', '', -1, -1
                WHERE (SELECT pg_catalog.count(*) FROM advanced) <> (SELECT pg_catalog.count(*) FROM given)\
                """)
            .formatted(table.sql(), table.sql()),
        values);
  }

  /**
   * Sets offsets from outside, while no task runs. The same call again changes nothing more.
   *
   * @param offsets the offset to read next; empty to read from where the consumer group stands
   */
  public void alter(Connection connection, Map<SourcePartition, OptionalLong> offsets)
      throws WriteException {
    SortedMap<SourcePartition, Long> sorted = new TreeMap<>();
    offsets.forEach(
        (partition, offset) ->
            sorted.put(partition, offset.isPresent() ? offset.getAsLong() : null));
    change(
        connection,
        """
        INSERT INTO %s AS stored (connector, topic, partition, next_offset, epoch)
        SELECT connector, topic, partition, value, 1 FROM given
        ON CONFLICT (connector, topic, partition)
        DO UPDATE SET next_offset=excluded.next_offset, epoch=stored.epoch + 1,
          updated_at=pg_catalog.now()
        RETURNING topic, partition, epoch, next_offset\
        """,
        sorted);
  }

  /** Runs a statement over partitions, each with a value, that answers with their rows. */
  private Map<SourcePartition, Claim> change(
      Connection connection, String sql, SortedMap<SourcePartition, Long> values)
      throws WriteException {
    try (PreparedStatement statement =
        connection.prepareStatement(CatalogNames.pinned(GIVEN + sql).formatted(table.sql()))) {
      Object[] topics = values.keySet().stream().map(SourcePartition::topic).toArray();
      Object[] numbers = values.keySet().stream().map(SourcePartition::partition).toArray();
      statement.setString(1, connector);
      statement.setArray(2, connection.createArrayOf("text", topics));
      statement.setArray(3, connection.createArrayOf("int4", numbers));
      statement.setArray(4, connection.createArrayOf("int8", values.values().toArray()));
      try (ResultSet result = statement.executeQuery()) {
        return claims(result);
      }
    } catch (SQLException e) {
      throw WriteException.of(e, table);
    }
  }

  private static Map<SourcePartition, Claim> claims(ResultSet result) throws SQLException {
    Map<SourcePartition, Claim> claims = new HashMap<>();
    while (result.next()) {
      long next = result.getLong("next_offset");
      OptionalLong nextOffset = result.wasNull() ? OptionalLong.empty() : OptionalLong.of(next);
      claims.put(
          new SourcePartition(result.getString("topic"), result.getInt("partition")),
          new Claim(result.getLong("epoch"), nextOffset));
    }
    return claims;
  }

  private static Column column(String name, String type) {
    return new Column(name, PgType.builtIn(type), true, false, Column.Origin.PLAIN, true);
  }
}
