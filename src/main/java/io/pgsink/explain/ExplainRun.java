package io.pgsink.explain;

import io.pgsink.config.SinkConfig;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkRecord;

/** One explanation: validation, then routing, columns and SQL of the production path. */
final class ExplainRun {
  private static final Duration CONNECTING = Duration.ofSeconds(7);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Map<String, String> options;
  private final boolean offline;
  private final ExplainText text;
  private Optional<Preflight> database = Optional.empty();
  private String topic = "";
  private boolean fine = true;

  ExplainRun(Map<String, String> options, boolean offline, PrintStream out) {
    this.options = options;
    this.offline = offline;
    this.text = new ExplainText(out);
  }

  /** Prints all of it and returns whether nothing is wrong. */
  boolean explain(Optional<Path> sample) {
    boolean ask = !offline && !isReference(options.get("connection.password"));
    validate(ask);
    Map<String, List<String>> wrong = SinkConfig.check(options);
    if (!wrong.isEmpty()) {
      return false;
    }
    SinkConfig config = SinkConfig.parse(options);
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
    List<ConfigValue> values =
        ask ? ConnectorValidation.validate(options).configValues() : SinkConfig.validate(options);
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
        text.title("Table " + target.table());
        text.line("Give records with --sample to see what would be created and written.");
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
      } catch (EnvironmentException e) {
        text.line(e.getMessage());
        fine = false;
      }
    }
  }

  private void rehearse(SinkConfig config, Path file) throws WriteException {
    ExplainSample sample = new ExplainSample(options, file);
    List<SinkRecord> records = sample.records();
    ExplainTransforms transforms = new ExplainTransforms(options);
    text.title("Records");
    text.notes(sample.notes());
    Rehearsal rehearsal = new Rehearsal(config, id -> look(config, id));
    Map<String, Rehearsal.Row> shapes = new LinkedHashMap<>();
    for (int i = 0; i < records.size(); i++) {
      String outcome = outcome(rehearsal, transforms.apply(records.get(i)), shapes);
      text.line("%d  %s".formatted(i + 1, outcome));
    }
    Rehearsal.Batch batch = rehearsal.batch();
    batch.refusals().forEach(refusal -> text.line(refusal));
    fine &= batch.refusals().isEmpty();
    shapes.forEach(
        (title, row) -> {
          text.title(title);
          text.row(row);
        });
    text.ddl(rehearsal.ddl());
    text.batch(batch);
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
