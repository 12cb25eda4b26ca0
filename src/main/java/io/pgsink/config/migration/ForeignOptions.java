// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config.migration;

import io.pgsink.config.ConnectionConfig;
import io.pgsink.config.ErrorConfig;
import io.pgsink.config.FieldConfig;
import io.pgsink.config.FieldFilter;
import io.pgsink.config.SinkOptions;
import io.pgsink.config.TableOptions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The option names of other JDBC sinks, as a table; what needs thought is in {@link
 * ConfigTranslator}.
 */
final class ForeignOptions {
  /** Another name for one of our options, with the same values. */
  static final Map<String, String> RENAMED =
      Map.of(
          "connection.username", ConnectionConfig.USER,
          "db.timezone", TableOptions.TIMEZONE,
          "use.time.zone", TableOptions.TIMEZONE,
          "database.time_zone", TableOptions.TIMEZONE,
          "fields.whitelist", FieldFilter.INCLUDE,
          "string.output.value.column.name", FieldConfig.VALUE_COLUMN,
          "flush.max.retries", ErrorConfig.MAX_RETRIES,
          "flush.retry.delay.ms", ErrorConfig.RETRY_BACKOFF,
          "topics.to.tables.mapping", SinkOptions.TOPICS_TO_TABLES);

  /** Nothing is lost without them; the text says why. */
  static final Map<String, String> WITHOUT_EFFECT = withoutEffect();

  /** Read by {@link ConfigTranslator}. */
  static final Set<String> TRANSLATED =
      Set.of(
          "pk.mode",
          "pk.fields",
          "primary.key.mode",
          "primary.key.fields",
          "delete.enabled",
          "quote.sql.identifiers",
          "sql.quote.identifiers",
          "quote.identifiers",
          "table.name.normalize",
          "collection.name.format",
          "schema.evolution",
          "field.include.list",
          "field.exclude.list",
          "timestamp.fields.list",
          "timestamp.precision.mode");

  /** Can be used with some values only, or not at all; the text says what to do. */
  static final Map<String, Refusal> REFUSED = refused();

  private static final Set<String> DEBEZIUM =
      Set.of(
          "connection.username",
          "primary.key.mode",
          "primary.key.fields",
          "collection.name.format",
          "schema.evolution",
          "quote.identifiers",
          "use.time.zone",
          "database.time_zone",
          "use.reduction.buffer",
          "field.include.list",
          "field.exclude.list",
          "flush.max.retries",
          "flush.retry.delay.ms",
          "column.naming.strategy",
          "table.naming.strategy",
          "collection.naming.strategy",
          "collection.table.format",
          "connection.provider",
          "connection.restart.on.errors");

  private ForeignOptions() {}

  /**
   * An option that can't be honoured.
   *
   * @param harmless the values that mean what happens here anyway, in lower case
   * @param reason why not, and what to do
   */
  record Refusal(Set<String> harmless, String reason) {}

  /** Why an option has no effect here, if it is one of those. */
  static Optional<String> withoutEffect(String option) {
    if (option.startsWith("hibernate.") && !option.startsWith("hibernate.connection.")) {
      return Optional.of("there is no Hibernate here");
    }
    if (option.startsWith("openlineage.")) {
      return Optional.of("lineage events aren't sent");
    }
    return Optional.ofNullable(WITHOUT_EFFECT.get(option));
  }

  static Optional<Refusal> refusal(String option) {
    if (option.startsWith("hibernate.connection.")) {
      return Optional.of(
          new Refusal(Set.of(), "set the connection's properties with connection.* options"));
    }
    if (option.startsWith("jdbc.credentials.provider.")) {
      return Optional.ofNullable(REFUSED.get("jdbc.credentials.provider.class"));
    }
    return Optional.ofNullable(REFUSED.get(option));
  }

  /** Whether the option is another sink's, so that defaults of that sink are meant. */
  static boolean isForeign(String option) {
    return RENAMED.containsKey(option)
        || TRANSLATED.contains(option)
        || withoutEffect(option).isPresent()
        || refusal(option).isPresent();
  }

  /** Whether only Debezium's sink has the option. */
  static boolean isDebezium(String option) {
    return DEBEZIUM.contains(option)
        || option.startsWith("hibernate.")
        || option.startsWith("connection.pool.")
        || option.startsWith("dialect.postgres.");
  }

  /** All names, for the page that explains them. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>(RENAMED.keySet());
    names.addAll(WITHOUT_EFFECT.keySet());
    names.addAll(TRANSLATED);
    names.addAll(REFUSED.keySet());
    return names;
  }

  private static Map<String, String> withoutEffect() {
    Map<String, String> reasons = new TreeMap<>();
    reasons.put("table.types", "every kind of table that can be written to is found");
    String retry = "connecting is retried like writing, see max.retries and retry.backoff.ms";
    reasons.put("connection.attempts", retry);
    reasons.put("connection.backoff.ms", retry);
    reasons.put("connection.restart.on.errors", retry);
    String pool = "each task has as many connections as writers";
    reasons.put("connection.pool.min_size", pool);
    reasons.put("connection.pool.max_size", pool);
    reasons.put("connection.pool.acquire_increment", pool);
    reasons.put("connection.pool.timeout", pool);
    reasons.put("use.reduction.buffer", "the last change of a key per batch is kept always");
    reasons.put("dialect.postgres.unnest.insert.enabled", "rows are written with unnest always");
    reasons.put("dialect.postgres.postgis.schema", "types are taken from the table's columns");
    reasons.put("dialect.sqlserver.identity.insert", "it is for another database");
    reasons.put("collection.table.format", "Debezium's own naming doesn't read it either");
    reasons.put("mssql.use.merge.holdlock", "it is for another database");
    reasons.put("handle.tombstone", "a tombstone is skipped unless deletes are on");
    reasons.put("trim.sensitive.log", "row values are never logged, see log.record.values");
    String dates = "dates are never shifted and always proleptic Gregorian";
    reasons.put("date.timezone", dates);
    reasons.put("db.timezone.date", dates);
    reasons.put("date.calendar.system", dates);
    return reasons;
  }

  private static Map<String, Refusal> refused() {
    Map<String, Refusal> refusals = new TreeMap<>();
    refusals.put(
        "dialect.name",
        new Refusal(
            Set.of("", "postgresqldatabasedialect"),
            "only PostgreSQL is written to; take it away"));
    refusals.put(
        "jdbc.credentials.provider.class",
        new Refusal(
            Set.of(
                "io.confluent.connect.jdbc.util.defaultjdbccredentialsprovider",
                "io.confluent.connect.jdbc.sink.defaultjdbccredentialsprovider"),
            "classes for credentials aren't loaded; use a ConfigProvider in connection.password"));
    refusals.put(
        "replace.null.with.default",
        new Refusal(
            Set.of("false"),
            "an optional null is stored as NULL; give the column coalesce in update.rules, or the"
                + " converter replace.null.with.default"));
    refusals.put(
        "connection.provider",
        new Refusal(
            Set.of(
                "org.hibernate.c3p0.internal.c3p0connectionprovider",
                "org.hibernate.agroal.internal.agroalconnectionprovider"),
            "classes for connections aren't loaded; use a ConfigProvider in connection.password"));
    String naming = "classes for names aren't loaded; use table.name.format, name.case and ";
    refusals.put(
        "column.naming.strategy",
        new Refusal(
            Set.of(
                "io.debezium.connector.jdbc.naming.defaultcolumnnamingstrategy",
                "io.debezium.sink.naming.defaultcolumnnamingstrategy"),
            naming + "fields.rename"));
    refusals.put(
        "table.naming.strategy",
        new Refusal(
            Set.of("io.debezium.connector.jdbc.naming.defaulttablenamingstrategy"),
            naming + "topics.to.tables"));
    refusals.put(
        "collection.naming.strategy",
        new Refusal(
            Set.of(
                "io.debezium.connector.jdbc.naming.defaultcollectionnamingstrategy",
                "io.debezium.sink.naming.defaultcollectionnamingstrategy"),
            naming + "topics.to.tables"));
    refusals.put(
        "cloud.events.schema.name.pattern",
        new Refusal(
            Set.of(".*cloudevents\\.envelope$"), "CloudEvents aren't unwrapped; use a transform"));
    return refusals;
  }
}
