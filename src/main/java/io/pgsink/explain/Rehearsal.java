// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import io.pgsink.batch.EncodedBatch;
import io.pgsink.batch.RowBatch;
import io.pgsink.batch.RowGroup;
import io.pgsink.config.SinkConfig;
import io.pgsink.config.TableConfig;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeKind;
import io.pgsink.link.ChangeReader;
import io.pgsink.link.Refusal;
import io.pgsink.link.Targets;
import io.pgsink.postgres.TableManager;
import io.pgsink.postgres.WriteException;
import io.pgsink.record.RowField;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.CopyPlans;
import io.pgsink.table.DdlSql;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.Table;
import io.pgsink.table.TableChange;
import io.pgsink.table.TableId;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What the path would do with records: the same routing, reading, linking, folding, encoding and
 * SQL, up to the point where something would be sent. Tables are read and never changed. For one
 * thread.
 */
public final class Rehearsal {
  private final Catalog catalog;
  private final ChangeReader reader;
  private final Map<TableId, Table> planned = new HashMap<>();
  private final List<String> ddl = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();

  /** Where tables are looked up. */
  public interface Catalog {
    /**
     * The table of this name, or empty when there is none.
     *
     * @throws EnvironmentException when it can't be known
     */
    Optional<Table> table(TableId id) throws WriteException;
  }

  /** A rehearsal of a connector. */
  public Rehearsal(SinkConfig config, Catalog catalog) {
    this.catalog = catalog;
    this.reader = new ChangeReader(config, new Targets(this::evolve, config.connectorName()));
  }

  /**
   * What a record asks for.
   *
   * @param table its table
   * @param kind {@code write}, {@code delete} or {@code truncate}
   * @param links for each column that the record provides the field that fills it
   * @param ignored the fields that are left out
   * @param plan how rows of the table are written
   */
  public record Row(
      TableId table,
      String kind,
      Map<Column, RowField> links,
      List<RowField> ignored,
      WritePlan plan) {}

  /**
   * A statement of a batch.
   *
   * @param rows how many rows it carries
   * @param sql its text
   * @param newRows how rows that are new go; empty where it doesn't write rows
   */
  public record Statement(int rows, String sql, Optional<String> newRows) {}

  /**
   * The batch that the records make.
   *
   * @param changes how many changes they ask for
   * @param rows how many rows are left after folding
   * @param statements its statements in order
   * @param refusals the records that would be reported as errant, and why
   */
  public record Batch(int changes, int rows, List<Statement> statements, List<Refusal> refusals) {

    /** Why this very record would be reported, if it would. */
    Optional<Refusal> refusal(SinkRecord record) {
      return refusals.stream().filter(refusal -> refusal.record().equals(record)).findFirst();
    }
  }

  /**
   * Reads a record, which joins the batch.
   *
   * @return empty when the record asks for nothing
   * @throws BadRecordException when it would be reported as errant
   * @throws EnvironmentException when the task would fail
   */
  public Optional<Row> read(SinkRecord record) throws WriteException {
    List<Change> read = new ArrayList<>();
    try {
      reader.read(record, read);
    } catch (ChangeReader.RefusedForTable refused) {
      throw new BadRecordException(refused.getMessage());
    }
    changes.addAll(read);
    return read.stream().findFirst().map(Rehearsal::row);
  }

  private static Row row(Change change) {
    Map<Column, RowField> links = change.layout().links();
    Set<RowField> ignored = new LinkedHashSet<>(change.layout().schema().fields());
    ignored.removeIf(
        field ->
            switch (field.origin()) {
              case KEY, PRIMITIVE_KEY -> true;
              case VALUE, DOCUMENT, METADATA -> false;
            });
    links.values().forEach(ignored::remove);
    // the record key fills these
    Set<String> filled = new HashSet<>();
    links.keySet().forEach(column -> filled.add(column.name()));
    ignored.removeIf(field -> filled.contains(field.name()));
    return new Row(
        change.target().plan().table().id(),
        change.kind().name().toLowerCase(Locale.ROOT),
        links,
        change.kind() == ChangeKind.WRITE ? List.copyOf(ignored) : List.of(),
        change.target().plan());
  }

  /** The batch of all records that were read and can be stored, as far as that can be known. */
  public Batch batch() {
    List<Refusal> refusals = new ArrayList<>();
    List<Change> kept = new ArrayList<>();
    for (Change change : changes) {
      Optional<String> reason = RowFacts.refusal(change);
      if (reason.isPresent()) {
        refusals.add(Refusal.of(change, reason.get()));
      } else {
        kept.add(change);
      }
    }
    if (kept.isEmpty()) {
      return new Batch(0, 0, List.of(), refusals);
    }
    EncodedBatch encoded = EncodedBatch.of(RowBatch.of(kept));
    refusals.addAll(encoded.refusals());
    List<Statement> statements = new ArrayList<>();
    for (RowGroup group : encoded.rows().groups()) {
      Optional<String> newRows =
          group.kind() == RowGroup.Kind.WRITE
              ? Optional.of(newRows(group.copyObstacle()))
              : Optional.empty();
      statements.add(new Statement(group.rows(), group.sql(), newRows));
    }
    return new Batch(
        kept.size() - encoded.refusals().size(), encoded.rows().rows(), statements, refusals);
  }

  /** The statements that would create or change tables, in order. */
  public List<String> ddl() {
    return ddl;
  }

  /**
   * How rows of a table that exists are written, as long as no record is known.
   *
   * @throws EnvironmentException when the options don't fit the table
   */
  public static WritePlan plan(Table table, TableConfig config) {
    return Targets.target(table, config).plan();
  }

  /** How rows that are new go, whose records provide every column. */
  public static String newRows(WritePlan plan) {
    return newRows(CopyPlans.obstacle(plan, everyColumn(plan)));
  }

  private static String newRows(Optional<String> obstacle) {
    return obstacle
        .map(reason -> "new rows go by this statement, not by COPY, because " + reason)
        .orElse("new rows go by COPY where a batch has many of them");
  }

  private static List<Column> everyColumn(WritePlan plan) {
    return plan.table().columns().values().stream()
        .filter(column -> column.origin() != Column.Origin.GENERATED)
        .toList();
  }

  /** The statements of a batch whose records provide every column, by what they do. */
  public static Map<String, String> statements(WritePlan plan) {
    List<Column> columns = everyColumn(plan);
    Map<String, String> statements = new LinkedHashMap<>();
    if (!(plan.delete() instanceof DeleteMode.None)) {
      statements.put("deletes", WriteSql.delete(plan));
    }
    statements.put("writes", WriteSql.upsert(plan, columns));
    return statements;
  }

  private Optional<Table> evolve(TableId id, TableManager.Plan plan) throws WriteException {
    Optional<Table> table =
        planned.containsKey(id) ? Optional.of(planned.get(id)) : catalog.table(id);
    List<TableChange> steps = plan.apply(table);
    if (!steps.isEmpty()) {
      steps.forEach(step -> ddl.addAll(DdlSql.statements(step)));
      table = Optional.of(PlannedTable.after(id, table, steps));
      planned.put(id, table.get());
    }
    return table;
  }
}
