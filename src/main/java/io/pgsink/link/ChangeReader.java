// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.config.SinkConfig;
import io.pgsink.config.TableConfig;
import io.pgsink.postgres.WriteException;
import io.pgsink.record.ChangeEvent;
import io.pgsink.record.Op;
import io.pgsink.record.RowChange;
import io.pgsink.record.RowReader;
import io.pgsink.record.TableRouter;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first verbs of the path, route and read: turns records into changes. Used by one thread: the
 * task has one, and each lane one for batches whose tables have changed.
 */
public final class ChangeReader {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeReader.class);

  /** A table that is changed more often while it is looked at is taken as it was seen last. */
  private static final int MOST_LOOKS = 10;

  private final SinkConfig config;
  private final TableRouter router;
  private final Targets targets;
  private final Map<String, Topic> topics = new HashMap<>();
  private Topic last;

  /** A reader of a connector's records. */
  public ChangeReader(SinkConfig config, Targets targets) {
    this.config = config;
    this.router = new TableRouter(config);
    this.targets = targets;
  }

  /** What is resolved once for a topic, and what its last record went to. */
  private static final class Topic {
    private final String name;
    private final TableConfig config;
    private final RowReader reader;
    private boolean toldOfTombstones;

    Topic(String name, TableConfig config) {
      this.name = name;
      this.config = config;
      this.reader = new RowReader(config);
    }

    /** A tombstone that could have been a delete is told of once. */
    void skipped(SinkRecord record) {
      boolean tells = record.value() == null && config.hasKeysInValue();
      if (tells && !toldOfTombstones && !(config.deleteMode() instanceof DeleteMode.None)) {
        toldOfTombstones = true;
        LOG.warn(
            "Topic {}: tombstones delete nothing, because conflict.keys.from=value takes the key"
                + " from the record value and a tombstone has none; set conflict.keys.from=key if"
                + " the record key is the row's key",
            name);
      }
    }
  }

  /**
   * Reads records. One is only refused by a definition of its table that is current: there may have
   * been a change since the table was read.
   *
   * @throws EnvironmentException when a table is missing, or can't be used as the options ask
   * @throws WriteException when a table can't be looked up now
   */
  public Reading read(List<SinkRecord> records) throws WriteException {
    for (int looks = 0; ; looks++) {
      Reading reading = new Reading(new ArrayList<>(records.size()), new ArrayList<>());
      Set<RowTarget> judges = new HashSet<>();
      try {
        read(records, reading, judges);
      } catch (EnvironmentException failure) {
        if (looks == MOST_LOOKS || targets.areCurrent(targets.known())) {
          throw failure;
        }
        continue;
      }
      if (judges.isEmpty() || looks == MOST_LOOKS || targets.areCurrent(judges)) {
        return reading;
      }
    }
  }

  private void read(List<SinkRecord> records, Reading reading, Set<RowTarget> judges)
      throws WriteException {
    Lookups lookups = targets.lookups(() -> tablesOf(records));
    for (int i = 0; i < records.size(); i++) {
      SinkRecord record = records.get(i);
      try {
        read(record, reading.changes(), lookups);
      } catch (RefusedForTable refused) {
        refused.judge.ifPresent(judges::add);
        reading.refusals().add(refusal(record, refused));
      } catch (BadRecordException refused) {
        reading.refusals().add(refusal(record, refused));
      } catch (EnvironmentException unusable) {
        if (!router.isChosenByRecord(record.topic())) {
          throw unusable;
        }
        reading.refusals().add(refusal(record, unusable));
      } catch (WriteException failure) {
        boolean passing = failure.kind() != WriteException.Kind.ENVIRONMENT || failure.isLogin();
        if (passing || !router.isChosenByRecord(record.topic())) {
          throw failure;
        }
        reading.refusals().add(new Refusal(record, Optional.empty(), failure.getMessage()));
      } catch (RuntimeException | StackOverflowError unexpected) {
        reading.refusals().add(unreadable(record, unexpected));
      }
    }
  }

  /**
   * The tables that records themselves name, as far as they can be known. A router of its own:
   * where a tombstone goes depends on the records in front of it.
   */
  private Set<TableId> tablesOf(List<SinkRecord> records) {
    Set<TableId> tables = new HashSet<>();
    TableRouter ahead = new TableRouter(config);
    for (SinkRecord record : records) {
      try {
        ChangeEvent event = ChangeEvent.of(record, topic(record.topic()).config);
        if (event.op() != Op.SKIP && ahead.isChosenByRecord(record.topic())) {
          tables.add(ahead.route(event));
        }
      } catch (RuntimeException | StackOverflowError unreadable) {
        // its refusal when its turn comes
        LOG.trace("Record {} names no table", Refusal.where(record), unreadable);
      }
    }
    return tables;
  }

  /** A record can only harm itself: what it makes fail here is its own refusal. */
  private static Refusal unreadable(SinkRecord record, Throwable unexpected) {
    LOG.debug("Record {} can't be read", Refusal.where(record), unexpected);
    return new Refusal(
        record,
        Optional.empty(),
        "it can't be read (%s); please report this with the schema of the record"
            .formatted(unexpected.getClass().getSimpleName()));
  }

  /**
   * Reads one record.
   *
   * @param changes takes the change, unless the record asks for none
   * @throws BadRecordException when the record can't be stored
   * @throws WriteException when its table can't be looked up now
   */
  public void read(SinkRecord record, List<Change> changes) throws WriteException {
    read(record, changes, targets.lookups(Set::of));
  }

  private void read(SinkRecord record, List<Change> changes, Lookups lookups)
      throws WriteException {
    Topic topic = topic(record.topic());
    ChangeEvent event = ChangeEvent.of(record, topic.config);
    if (event.op() == Op.SKIP) {
      topic.skipped(record);
      return;
    }
    TableId table = router.route(event);
    RowChange row = topic.reader.read(event);
    try {
      if (event.op() == Op.UPSERT) {
        RowTarget target = targets.target(table, topic.config, row.schema(), row.values(), lookups);
        changes.add(change(record, event.op(), target, row));
        return;
      }
      Optional<RowTarget> existing = targets.existing(table, topic.config, lookups);
      if (existing.isPresent()) {
        changes.add(change(record, event.op(), existing.get(), row));
      }
    } catch (BadRecordException refused) {
      throw new RefusedForTable(table, targets.known(table, topic.config), refused);
    }
  }

  /** A refusal that knows its table. */
  public static final class RefusedForTable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TableId table;
    private final transient Optional<RowTarget> judge;

    RefusedForTable(TableId table, Optional<RowTarget> judge, BadRecordException reason) {
      super(reason.getMessage(), null, false, false);
      this.table = table;
      this.judge = judge;
    }

    /** The table that the record was meant for. */
    public TableId table() {
      return table;
    }
  }

  private static Refusal refusal(SinkRecord record, RuntimeException refused) {
    Optional<TableId> table =
        refused instanceof RefusedForTable known ? Optional.of(known.table()) : Optional.empty();
    return new Refusal(record, table, refused.getMessage());
  }

  private static Change change(SinkRecord record, Op op, RowTarget target, RowChange row) {
    return switch (op) {
      case UPSERT ->
          Change.of(target, record, ChangeKind.WRITE, row.schema(), row.values(), row.bytes());
      case DELETE ->
          Change.of(target, record, ChangeKind.DELETE, row.schema(), row.values(), row.bytes());
      case TRUNCATE ->
          Change.of(target, record, ChangeKind.TRUNCATE, row.schema(), row.values(), row.bytes());
      case SKIP -> throw new IllegalStateException("a skipped record changes nothing");
    };
  }

  private Topic topic(String name) {
    if (last != null && last.name.equals(name)) {
      return last;
    }
    last = topics.computeIfAbsent(name, missing -> new Topic(missing, config.table(missing)));
    return last;
  }
}
