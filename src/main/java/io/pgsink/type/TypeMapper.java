// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.TimestampUnits;
import io.pgsink.table.UpdateRule;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.apache.kafka.connect.data.Schema;

/**
 * The one place that knows how values of Connect's schemas meet PostgreSQL's types. Every value
 * arrives exactly or is refused. Thread-safe.
 */
public final class TypeMapper {
  private final TimestampUnits units;
  private final Forms usual;
  private final Map<ChronoUnit, Forms> byUnit = new HashMap<>();

  /** How values are read where whole numbers count one unit. */
  private static final class Forms {
    private final Encoders encoders;
    private final KeyForms keyForms;
    private final Folds folds;

    Forms(ZoneId zone, Optional<ChronoUnit> unit) {
      this.encoders = new Encoders(zone, unit);
      this.keyForms = new KeyForms(encoders.temporals(), encoders.texts());
      this.folds = new Folds(keyForms);
    }
  }

  /**
   * A mapper that writes instants to {@code timestamp without time zone} as the wall clock of a
   * zone.
   */
  public TypeMapper(ZoneId timestampZone) {
    this(timestampZone, TimestampUnits.NONE);
  }

  /**
   * A mapper by a zone and units.
   *
   * @param timestampZone the zone of the wall clock in {@code timestamp without time zone}
   * @param units what whole numbers count in date and time columns
   */
  public TypeMapper(ZoneId timestampZone, TimestampUnits units) {
    this.units = units;
    this.usual = new Forms(timestampZone, Optional.empty());
    units.columns().values().forEach(unit -> add(timestampZone, unit));
    units.others().ifPresent(unit -> add(timestampZone, unit));
  }

  private void add(ZoneId zone, ChronoUnit unit) {
    byUnit.computeIfAbsent(unit, missing -> new Forms(zone, Optional.of(missing)));
  }

  private Forms forms(String column) {
    return units.of(column).map(byUnit::get).orElse(usual);
  }

  /**
   * How values go into a column.
   *
   * @param schema their schema, or null for schemaless values: each value's class decides
   * @throws BadRecordException when no value of the schema can be stored there
   */
  public WriteMapping map(Schema schema, Column column) {
    try {
      return new WriteMapping(column, forms(column.name()).encoders.encoder(schema, column.type()));
    } catch (BadRecordException e) {
      throw e.inColumn(column);
    }
  }

  /**
   * How values compare as a key.
   *
   * @param schema their schema, or null for schemaless values
   * @throws BadRecordException when no value of the schema can be stored in the column
   */
  public KeyForm keyForm(Schema schema, Column column) {
    try {
      return forms(column.name()).keyForms.form(schema, column);
    } catch (BadRecordException e) {
      throw e.inColumn(column);
    }
  }

  /**
   * How two values of a column that were written one after the other become one, or empty when that
   * can't be told without the database: then they are to be written one after the other. Arguments
   * are the older and the newer value, neither null; the result is a value that {@link #map} takes.
   *
   * <p>The operator throws {@link BadRecordException} when the column can't hold the result.
   */
  public Optional<BinaryOperator<Object>> fold(UpdateRule rule, Schema schema, Column column) {
    return forms(column.name()).folds.fold(rule, schema, column);
  }

  /** The database's order of the values of a column, or empty where Java doesn't know it. */
  public Optional<Comparator<Object>> order(Schema schema, Column column) {
    return forms(column.name()).keyForms.order(schema, column);
  }

  /**
   * The column to make for a field. A whole number that {@code timestamp.units} names is an
   * instant.
   *
   * @throws BadRecordException when the schema has a default that no column can have
   */
  public ColumnDefinition define(String name, Schema schema) {
    String type = type(name, schema);
    try {
      return ColumnDefinitions.define(name, schema, type, forms(name).encoders.texts());
    } catch (BadRecordException e) {
      throw e.inColumn(name);
    }
  }

  /** The column that a schemaless value suggests; text for a null. */
  public ColumnDefinition suggest(String name, Object value) {
    return ColumnDefinitions.suggest(name, suggested(name, value), /* key= */ false);
  }

  /** The column that a schemaless value suggests for a field that is part of the key. */
  public ColumnDefinition suggestKey(String name, Object value) {
    return ColumnDefinitions.suggest(name, suggested(name, value), /* key= */ true);
  }

  /** The column to make for a field that is part of the key: never nullable, without default. */
  public ColumnDefinition defineKey(String name, Schema schema) {
    return ColumnDefinitions.defineKey(name, schema, type(name, schema));
  }

  private String type(String name, Schema schema) {
    boolean counted = units.named(name).isPresent() && Meanings.of(schema) == Meaning.INTEGER;
    return counted ? ColumnDefinitions.INSTANT : ColumnDefinitions.type(schema);
  }

  private String suggested(String name, Object value) {
    boolean counted = units.named(name).isPresent() && value instanceof Number;
    return counted ? ColumnDefinitions.INSTANT : ColumnDefinitions.type(value);
  }
}
