// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.config.FoldChanges;
import io.pgsink.config.TableConfig;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.WriteException;
import io.pgsink.record.RowSchema;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.ConflictResolver;
import io.pgsink.table.Definition;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.OneLine;
import io.pgsink.table.Table;
import io.pgsink.table.TableChange;
import io.pgsink.table.TableEvolution;
import io.pgsink.table.TableId;
import io.pgsink.table.WritePlans;
import io.pgsink.type.TypeMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that records go to, as they are in the database, and the plans of writing them. Reads
 * a table when its first record comes, and again when writing, or a record that it refuses, shows
 * that it has changed.
 *
 * <p>Thread-safe: the task's thread resolves, lanes refresh. No thread waits here for what another
 * one asks the database.
 */
public final class Targets {
  private static final Logger LOG = LoggerFactory.getLogger(Targets.class);
  private static final int MOST_REMEMBERED = 2_000;

  private final Tables tables;
  private final String connector;
  private final Map<Place, Resolved> resolved = new ConcurrentHashMap<>();
  private final AtomicLong replacements = new AtomicLong();
  private volatile Hit last = Hit.NONE;

  /** What was asked for last: mostly it is asked for again, and then without a lock. */
  private record Hit(TableId table, TableConfig config, RowSchema schema, Resolved resolved) {
    static final Hit NONE = new Hit(null, null, null, null);

    boolean is(TableId otherTable, TableConfig otherConfig, RowSchema otherSchema) {
      return schema == otherSchema
          && isSame(config, otherConfig)
          && otherTable.equals(table)
          && !resolved.replaced;
    }
  }

  /** The tables of a database. */
  public static Tables in(Database database) {
    return new StoredTables(database);
  }

  /**
   * The tables that are found in one place.
   *
   * @param connector whose tables those are that are created because records name them
   */
  public Targets(Tables tables, String connector) {
    this.tables = tables;
    this.connector = connector;
  }

  /** A table, as records name it, and the options that hold for it. Options compare by identity. */
  private record Place(TableId table, TableConfig config) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Place that && isSame(config, that.config) && table.equals(that.table);
    }

    @Override
    public int hashCode() {
      return table.hashCode() * 31 + System.identityHashCode(config);
    }
  }

  @SuppressWarnings("ReferenceEquality") // topics without options of their own share one object
  private static boolean isSame(TableConfig one, TableConfig other) {
    return one == other;
  }

  /** A target and the record schemas that its table is known to suit. */
  private static final class Resolved {
    private final RowTarget target;
    private final Set<RowSchema> suited = ConcurrentHashMap.newKeySet();

    /** Another one has taken its place. */
    private volatile boolean replaced;

    Resolved(RowTarget target) {
      this.target = target;
    }

    void suits(RowSchema schema) {
      // records that never look alike must not fill the memory; looking again is only slower
      if (suited.size() >= MOST_REMEMBERED) {
        suited.clear();
      }
      suited.add(schema);
    }
  }

  /**
   * Where rows of a schema go; creates or extends the table where the options allow it.
   *
   * @param values a row of the schema, for what to suggest where it names no types
   * @param lookups what was asked already
   * @throws BadRecordException when a table can't be made from this record
   * @throws EnvironmentException when the table is missing, or can't be used as the options ask
   * @throws WriteException when the database can't be asked
   */
  RowTarget target(
      TableId table, TableConfig config, RowSchema schema, Object[] values, Lookups lookups)
      throws WriteException {
    Hit hit = last;
    return hit.is(table, config, schema)
        ? hit.resolved.target
        : find(table, config, schema, values, lookups);
  }

  private RowTarget find(
      TableId table, TableConfig config, RowSchema schema, Object[] values, Lookups lookups)
      throws WriteException {
    Place place = new Place(table, config);
    Resolved known = resolved.get(place);
    if (known == null || mustGrow(place, known, schema, values)) {
      known = resolve(place, schema, values, lookups);
    }
    last = new Hit(table, config, schema, known);
    return known.target;
  }

  /** Whether the table, as it is known, lacks what a record needs and may be given. */
  private static boolean mustGrow(Place place, Resolved known, RowSchema schema, Object[] values) {
    if (!place.config().autoEvolve() || known.suited.contains(schema)) {
      return false;
    }
    Table table = known.target.plan().table();
    boolean lacks = !changes(place, Optional.of(table), schema, values).isEmpty();
    if (!lacks) {
      known.suits(schema);
    }
    return lacks;
  }

  /** What is known of a table; it may have been changed since. */
  Optional<RowTarget> known(TableId table, TableConfig config) {
    return Optional.ofNullable(resolved.get(new Place(table, config))).map(found -> found.target);
  }

  /** Everything that is known. */
  Set<RowTarget> known() {
    Set<RowTarget> targets = new HashSet<>();
    resolved.values().forEach(each -> targets.add(each.target));
    return targets;
  }

  /**
   * Whether tables are still what they were, by one question for all of them. Those of a wrong
   * answer are read again.
   *
   * @throws EnvironmentException when a table can't be used as the options ask any more
   * @throws WriteException when the database can't be asked
   */
  boolean areCurrent(Set<RowTarget> judges) throws WriteException {
    Set<Definition> definitions = new HashSet<>();
    judges.forEach(judge -> definitions.add(judge.plan().table().definition()));
    if (tables.areCurrent(definitions)) {
      return true;
    }
    for (RowTarget judge : judges) {
      refresh(judge);
    }
    return false;
  }

  /** How often a target has taken the place of another one, whose table was changed. */
  public long replacements() {
    return replacements.get();
  }

  /**
   * Where rows are deleted. A delete makes no table and no columns.
   *
   * @return empty when the table is still to be made, so that there is nothing to delete
   * @throws EnvironmentException when the table is missing, or can't be used as the options ask
   * @throws WriteException when the database can't be asked
   */
  Optional<RowTarget> existing(TableId table, TableConfig config, Lookups lookups)
      throws WriteException {
    Place place = new Place(table, config);
    Resolved known = resolved.get(place);
    if (known != null) {
      return Optional.of(known.target);
    }
    Optional<Table> stored = lookups.evolve(table, asItIs -> List.of());
    if (stored.isEmpty() && !config.autoCreate()) {
      throw missing(table);
    }
    return stored.map(found -> remember(place, found).target);
  }

  private Resolved resolve(Place place, RowSchema schema, Object[] values, Lookups lookups)
      throws WriteException {
    Optional<Table> stored;
    try {
      stored =
          lookups.evolve(
              place.table(), found -> named(place, changes(place, found, schema, values)));
    } catch (WriteException failure) {
      if (failure.kind() == WriteException.Kind.RECORD
          || failure.sqlState().startsWith("54")
          || failure.sqlState().equals("42704")) {
        // what the record wants the table to become can't be: a value, too many columns, a type
        throw new BadRecordException(failure.getMessage());
      }
      throw failure;
    }
    Table table = stored.orElseThrow(() -> missing(place.table()));
    Resolved fresh = remember(place, table);
    fresh.suits(schema);
    return fresh;
  }

  private synchronized Resolved remember(Place place, Table table) {
    Resolved known = resolved.get(place);
    if (known != null && known.target.plan().table().equals(table)) {
      return known;
    }
    Resolved fresh = new Resolved(target(table, place.config()));
    boolean tells = known == null || known.target.folds() != fresh.target.folds();
    if (tells && !fresh.target.folds() && place.config().foldChanges() == FoldChanges.AUTO) {
      LOG.info(
          "Table {} has row triggers or rules: each change of a key is written, in order, so that"
              + " they see all of them. If they needn't, as a trigger that only stamps updated_at,"
              + " fold.changes=always is faster",
          OneLine.of(table.id()));
    }
    resolved.put(place, fresh);
    if (known != null) {
      known.replaced = true;
      replacements.incrementAndGet();
    }
    return fresh;
  }

  /** Tables that records give their names are told apart. */
  private List<TableChange> named(Place place, List<TableChange> changes) {
    if (changes.isEmpty() || place.config().naming().format().dependsOnTopicOnly()) {
      return changes;
    }
    return changes.stream()
        .map(
            change ->
                change instanceof TableChange.CreateTable create
                    ? create.namedBy(connector)
                    : change)
        .toList();
  }

  /** Nothing asked yet, by records that name these tables. */
  Lookups lookups(Supplier<Set<TableId>> names) {
    return new Lookups(tables, names);
  }

  private static List<TableChange> changes(
      Place place, Optional<Table> stored, RowSchema schema, Object[] values) {
    TableConfig config = place.config();
    if (stored.isEmpty() ? !config.autoCreate() : !config.autoEvolve()) {
      return List.of();
    }
    TableShape shape =
        stored.isEmpty()
            ? TableShape.create(schema, values, config)
            : TableShape.follow(schema, values, config, stored.get(), keys(stored.get(), config));
    List<TableChange> changes =
        TableEvolution.plan(
            place.table(), stored, shape.columns(), shape.primaryKey(), shape.omitted());
    shape.requireTyped(changes);
    return changes;
  }

  private static List<String> keys(Table table, TableConfig config) {
    return ConflictResolver.resolve(
            table,
            config.insertMode(),
            config.conflict().keys(),
            config.conflict().constraint(),
            config.conflict().where())
        .columns()
        .stream()
        .map(Column::name)
        .toList();
  }

  private static EnvironmentException missing(TableId table) {
    return new EnvironmentException(
        ("table %s does not exist, or the role may not see its schema; create it, set"
                + " auto.create=true, or correct table.name.format")
            .formatted(table));
  }

  /**
   * The target of a table under the options of a topic.
   *
   * @throws EnvironmentException when the options do not fit the table
   */
  public static RowTarget target(Table table, TableConfig config) {
    return new RowTarget(
        WritePlans.resolve(table, config.writeOptions()),
        new TypeMapper(config.timestampZone(), config.timestampUnits()),
        TargetOptions.of(config, table));
  }

  /**
   * Reads the table of a target again, because writing has shown that it may have changed. Nothing
   * is read where another target has taken its place already.
   *
   * @throws EnvironmentException when the table can't be used as the options ask any more
   * @throws WriteException when the database can't be asked
   */
  public void refresh(RowTarget stale) throws WriteException {
    Optional<Place> place =
        resolved.entrySet().stream()
            .filter(each -> each.getValue().target == stale)
            .map(Map.Entry::getKey)
            .findFirst();
    if (place.isEmpty()) {
      return;
    }
    Optional<Table> stored = tables.evolve(place.get().table(), asItIs -> List.of());
    if (stored.isPresent()) {
      remember(place.get(), stored.get());
    } else {
      forget(place.get());
    }
  }

  private synchronized void forget(Place place) {
    Resolved known = resolved.remove(place);
    if (known != null) {
      known.replaced = true;
      replacements.incrementAndGet();
    }
  }
}
