// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import io.pgsink.config.SinkConfig;
import io.pgsink.config.TableConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.link.Refusal;
import io.pgsink.postgres.Preflight;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.validation.ConnectorValidation;
import io.pgsink.validation.TopicTables;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkRecord;

/** One explanation: validation, then routing, columns and SQL of the production path. */
final class ExplainRun {
  private static final Duration CONNECTING = Duration.ofSeconds(7);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** The names by which Connect finds the connector. */
  private static final List<String> OURS =
      List.of("io.pgsink.PostgresSinkConnector", "PostgresSinkConnector", "PostgresSink");

  private static final String PASSWORD = "connection.password";

  private final Map<String, String> options;
  private final boolean unresolved;
  private final boolean offline;
  private final ExplainText text;
  private Optional<Preflight> database = Optional.empty();
  private String topic = "";
  private boolean fine = true;

  ExplainRun(Map<String, String> options, boolean offline, PrintStream out) {
    this.unresolved = isReference(options.get(PASSWORD));
    this.options = new HashMap<>(options);
    if (unresolved) {
      // only a worker resolves it, and this is none
      this.options.remove(PASSWORD);
    }
    this.offline = offline;
    this.text = new ExplainText(out);
  }

  /** Prints all of it and returns whether nothing is wrong. */
  boolean explain(Optional<Path> sample) {
    boolean ask = !offline && !unresolved;
    validate(ask);
    Map<String, List<String>> wrong = ConnectorOptions.check(options);
    if (!wrong.isEmpty()) {
      return false;
    }
    SinkConfig config = ConnectorOptions.parse(options);
    text.notes(config.notices());
    text.notes(config.warnings());
    if (ask) {
      connect(config);
    }
    try {
      route(config);
      if (sample.isPresent()) {
        rehearse(config, sample.get());
      } else {
        describe(config);
      }
    } catch (WriteException e) {
      text.line("The database stopped answering: " + e.getMessage());
      fine = false;
    } finally {
      close();
    }
    return fine;
  }

  private static boolean isReference(String password) {
    return password != null && password.startsWith("${");
  }

  private void validate(boolean ask) {
    text.title("Validation");
    String connector = options.getOrDefault("connector.class", "");
    if (!connector.isBlank() && !OURS.contains(connector)) {
      text.line(
          "note: connector.class is %s, another connector. This shows what pgsink would do with its options; set connector.class=%s"
              .formatted(connector, OURS.get(0)));
    }
    List<ConfigValue> values =
        ask
            ? ConnectorValidation.validate(options).configValues()
            : ConnectorOptions.validate(options);
    Map<String, List<String>> findings = new TreeMap<>();
    for (ConfigValue value : values) {
      if (!value.errorMessages().isEmpty()) {
        findings.put(value.name(), value.errorMessages());
      }
    }
    if (!ask) {
      text.line(
          offline
              ? "The database is left alone (--offline); tables are taken as missing."
              : "The database is left alone: connection.password is a reference that only a worker"
                  + " resolves. Give the password in PGPASSWORD.");
    }
    fine &= findings.isEmpty();
    text.findings(findings);
  }

  private void connect(SinkConfig config) {
    try {
      database = Optional.of(Preflight.open(config.connection().within(CONNECTING, ANSWER)));
    } catch (WriteException unreachable) {
      text.line("Without the database tables are taken as missing.");
    }
  }

  private void close() {
    try {
      if (database.isPresent()) {
        database.get().close();
      }
    } catch (WriteException gone) {
      database = Optional.empty();
    }
  }

  private void route(SinkConfig config) throws WriteException {
    text.title("Routing");
    TopicTables tables = TopicTables.of(config, options);
    for (TopicTables.Target target : tables.targets()) {
      text.line(
          "topic %s -> table %s%s"
              .formatted(target.topic(), target.table(), state(target.table())));
    }
    tables.refusals().forEach((name, reason) -> text.line("topic " + name + ": " + reason));
    if (tables.targets().isEmpty() && tables.refusals().isEmpty()) {
      text.line("Each record decides: transforms or table.name.format look into it.");
    }
  }

  private String state(TableId id) throws WriteException {
    if (database.isEmpty()) {
      return "";
    }
    return database.get().table(id).isPresent() ? "" : ", which doesn't exist";
  }

  /** What can be said without records: tables that are there, and statements with all columns. */
  private void describe(SinkConfig config) throws WriteException {
    for (TopicTables.Target target : TopicTables.of(config, options).targets()) {
      topic = target.topic();
      Optional<Table> table = Optional.empty();
      if (database.isPresent()) {
        table = database.get().table(target.table());
      }
      if (table.isEmpty()) {
        planned(config.table(topic), target.table());
        continue;
      }
      text.title("Table " + table.get().id());
      try {
        var plan = Rehearsal.plan(table.get(), config.table(topic));
        text.table(plan);
        Rehearsal.statements(plan)
            .forEach(
                (what, sql) -> {
                  text.line(what + ", for records that provide every column:");
                  text.sql(sql);
                });
        text.line(Rehearsal.newRows(plan));
      } catch (EnvironmentException e) {
        text.line(e.getMessage());
        fine = false;
      }
    }
  }

  /** What the options alone say of a table that isn't there, or wasn't asked for. */
  private void planned(TableConfig config, TableId id) {
    text.title("Table " + id);
    text.outline(Outline.of(config, id));
    text.line("The other columns are those of the records: give some with --sample.");
  }

  private void rehearse(SinkConfig config, Path file) throws WriteException {
    ExplainSample sample = new ExplainSample(options, file);
    List<SinkRecord> records = sample.records();
    ExplainTransforms transforms = new ExplainTransforms(options);
    text.title("Records");
    text.notes(sample.notes());
    Rehearsal rehearsal = new Rehearsal(config, id -> look(config, id));
    Map<String, Rehearsal.Row> shapes = new LinkedHashMap<>();
    List<Optional<SinkRecord>> transformed = new ArrayList<>();
    List<String> outcomes = new ArrayList<>();
    for (SinkRecord record : records) {
      Optional<SinkRecord> result = transforms.apply(record);
      transformed.add(result);
      outcomes.add(outcome(rehearsal, result, shapes));
    }
    Rehearsal.Batch batch = rehearsal.batch();
    fine &= batch.refusals().isEmpty();
    for (int i = 0; i < records.size(); i++) {
      Optional<Refusal> refusal = transformed.get(i).flatMap(batch::refusal);
      text.line("%d  %s".formatted(i + 1, refusal.map(Refusal::message).orElse(outcomes.get(i))));
    }
    shapes.forEach(
        (title, row) -> {
          text.title(title);
          text.row(row);
        });
    text.ddl(rehearsal.ddl());
    text.batch(batch);
    limits(shapes.values());
  }

  /** What this can't tell, because only PostgreSQL knows. */
  private void limits(Collection<Rehearsal.Row> shapes) {
    Set<String> texts = new TreeSet<>();
    shapes.forEach(row -> texts.addAll(RowFacts.readByPostgres(List.copyOf(row.links().keySet()))));
    text.title("Not looked at");
    text.line(
        "Only PostgreSQL checks CHECK constraints, unique and foreign keys, triggers and row"
            + " security.");
    if (!texts.isEmpty()) {
      text.line("Only PostgreSQL reads the texts of: " + String.join(", ", texts) + ".");
    }
  }

  private String outcome(
      Rehearsal rehearsal, Optional<SinkRecord> record, Map<String, Rehearsal.Row> shapes)
      throws WriteException {
    if (record.isEmpty()) {
      return "is dropped by a transform";
    }
    topic = record.get().topic();
    try {
      Optional<Rehearsal.Row> read = rehearsal.read(record.get());
      if (read.isEmpty()) {
        return "topic " + topic + ": is skipped";
      }
      Rehearsal.Row row = read.get();
      String title =
          "%s into table %s, from topic %s".formatted(capital(row.kind()), row.table(), topic);
      shapes.merge(
          title, row, (first, next) -> next.links().size() > first.links().size() ? next : first);
      return "topic %s: %s, table %s, %d fields"
          .formatted(topic, row.kind(), row.table(), row.links().size());
    } catch (BadRecordException e) {
      fine = false;
      return "topic " + topic + ": refused: " + e.getMessage();
    } catch (EnvironmentException e) {
      fine = false;
      return "topic " + topic + ": the task would fail: " + e.getMessage();
    }
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private Optional<Table> look(SinkConfig config, TableId id) throws WriteException {
    if (database.isPresent()) {
      return database.get().table(id);
    }
    if (config.table(topic).autoCreate()) {
      return Optional.empty();
    }
    throw new EnvironmentException(
        "table %s is only known to the database, which wasn't asked".formatted(id));
  }
}
