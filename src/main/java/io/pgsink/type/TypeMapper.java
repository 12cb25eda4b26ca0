package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.UpdateRule;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.apache.kafka.connect.data.Schema;

/**
 * The one place that knows how values of Connect's schemas meet PostgreSQL's types. Every value
 * arrives exactly or is refused. Thread-safe.
 */
public final class TypeMapper {
  private final Encoders encoders;
  private final KeyForms keyForms;
  private final Folds folds;

  /**
   * A mapper that writes instants to {@code timestamp without time zone} as the wall clock of a
   * zone.
   */
  public TypeMapper(ZoneId timestampZone) {
    this.encoders = new Encoders(timestampZone);
    this.keyForms = new KeyForms(encoders.temporals(), encoders.texts());
    this.folds = new Folds(keyForms);
  }

  /**
   * How values go into a column.
   *
   * @param schema their schema, or null for schemaless values: each value's class decides
   * @throws BadRecordException when no value of the schema can be stored there
   */
  public WriteMapping map(Schema schema, Column column) {
    try {
      return new WriteMapping(column, encoders.encoder(schema, column.type()));
    } catch (BadRecordException e) {
      throw e.inColumn(column.name());
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
      return keyForms.form(schema, column);
    } catch (BadRecordException e) {
      throw e.inColumn(column.name());
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
    return folds.fold(rule, schema, column);
  }

  /** The database's order of the values of a column, or empty where Java doesn't know it. */
  public Optional<Comparator<Object>> order(Schema schema, Column column) {
    return keyForms.order(schema, column);
  }

  /**
   * The column to make for a field.
   *
   * @throws BadRecordException when the schema has a default that no column can have
   */
  public ColumnDefinition define(String name, Schema schema) {
    return ColumnDefinitions.define(name, schema);
  }

  /** The column that a schemaless value suggests; text for a null. */
  public ColumnDefinition suggest(String name, Object value) {
    return ColumnDefinitions.suggest(name, value, /* key= */ false);
  }

  /** The column that a schemaless value suggests for a field that is part of the key. */
  public ColumnDefinition suggestKey(String name, Object value) {
    return ColumnDefinitions.suggest(name, value, /* key= */ true);
  }

  /** The column to make for a field that is part of the key: never nullable, without default. */
  public ColumnDefinition defineKey(String name, Schema schema) {
    return ColumnDefinitions.defineKey(name, schema);
  }
}
