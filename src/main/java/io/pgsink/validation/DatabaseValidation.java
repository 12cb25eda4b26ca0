// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import io.pgsink.config.ConnectionConfig;
import io.pgsink.config.DeliveryGuarantee;
import io.pgsink.config.SinkConfig;
import io.pgsink.postgres.Preflight;
import io.pgsink.postgres.Preflight.Privilege;
import io.pgsink.postgres.Preflight.Server;
import io.pgsink.postgres.TlsFiles;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.ForeignKey;
import io.pgsink.table.ForeignKeys;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the database that a connector is meant for. Connect's REST API waits for the answer, so
 * that connecting, each answer and the whole are limited; tables that there is no time for aren't
 * looked at.
 */
final class DatabaseValidation {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseValidation.class);
  private static final Duration CONNECTING = Duration.ofSeconds(7);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration WHOLE = Duration.ofSeconds(11);
  private static final int OLDEST = 140_000;
  private static final String URL = "connection.url";
  private static final String PASSWORD = "connection.password";

  private final SinkConfig config;
  private final OptionFindings findings;
  private final long end = System.nanoTime() + WHOLE.toNanos();

  private DatabaseValidation(SinkConfig config) {
    this.config = config;
    this.findings = new OptionFindings(config);
  }

  /** What is wrong with the database, by the option to change. */
  static Map<String, List<String>> check(SinkConfig config, Map<String, String> options) {
    DatabaseValidation validation = new DatabaseValidation(config);
    // the driver's own words for a file that it can't read don't say which option names it
    TlsFiles.faults(config.connection()).forEach(validation.findings::add);
    if (validation.findings.byOption().isEmpty()) {
      validation.connect(TopicTables.of(config, options), options);
    }
    return validation.findings.byOption();
  }

  private void connect(TopicTables topics, Map<String, String> options) {
    ConnectionConfig connection = config.connection().within(CONNECTING, ANSWER);
    try (Preflight preflight = Preflight.open(connection)) {
      checkServer(preflight.server());
      warnOfOpenSchemas(preflight);
      if (findings.byOption().isEmpty()) {
        checkOffsets(preflight);
        checkTopics(preflight, topics);
      }
    } catch (WriteException e) {
      if (isPassing(e) || (isUnreachable(e) && RunningConnectors.isUnchanged(options))) {
        LOG.warn(
            "{} can't be looked at now; tasks will wait for it: {}",
            connection.url(),
            e.getMessage());
      } else {
        findings.add(optionFor(e), connection.url() + ": " + text(e));
      }
    }
  }

  private static boolean isUnreachable(WriteException failure) {
    return failure.kind() == WriteException.Kind.TRANSIENT;
  }

  /**
   * Whether a server is there that is only busy or starting. One that doesn't answer at all can't
   * be told from a misspelt host or port, which people want to hear of before they have a
   * connector.
   */
  private static boolean isPassing(WriteException failure) {
    return failure.kind() == WriteException.Kind.TRANSIENT && !failure.sqlState().startsWith("08");
  }

  private void checkServer(Server server) {
    if (server.version() < OLDEST) {
      findings.add(
          URL,
          "the server is PostgreSQL %d; upgrade it to 14 or later"
              .formatted(server.version() / 10_000));
    }
    switch (server.access()) {
      case READ_WRITE -> {}
      case STANDBY ->
          findings.add(
              URL,
              "the server is a standby, which can't be written to; name the primary, or all hosts"
                  + " separated by commas");
      case READ_ONLY ->
          findings.add(
              "connection.user",
              ("transactions are read-only; run ALTER ROLE %s SET default_transaction_read_only ="
                      + " off, or the same for the database")
                  .formatted(TableId.quote(server.role())));
    }
  }

  /** No error: our statements name their schemas, but triggers and defaults of tables may not. */
  private static void warnOfOpenSchemas(Preflight preflight) throws WriteException {
    for (Preflight.OpenSchema schema : preflight.openSchemas()) {
      LOG.warn(
          "{} may create functions and operators in schema \"{}\", which is on the search path of"
              + " role \"{}\": triggers, defaults, and the predicate of conflict.where can be made"
              + " to run them. Run REVOKE CREATE ON SCHEMA {} FROM {}, or take the schema off the"
              + " role's search_path",
          schema.role(),
          schema.name(),
          preflight.server().role(),
          TableId.quote(schema.name()),
          schema.role().equals("PUBLIC") ? "PUBLIC" : TableId.quote(schema.role()));
    }
  }

  /** No error: somebody else may write the parents, or they may be there already. */
  private static void warnOfUnwrittenParents(List<Table> tables) {
    for (ForeignKey key : ForeignKeys.pointingOut(tables)) {
      LOG.warn(
          "Table \"{}\": foreign key \"{}\" points to table \"{}\", which no topic named in the"
              + " options is known to write. Rows whose parent isn't there wait for"
              + " constraint.wait.ms and are errant records then",
          key.table(),
          key.name(),
          key.parent());
    }
  }

  private void checkOffsets(Preflight preflight) throws WriteException {
    if (config.write().deliveryGuarantee() != DeliveryGuarantee.EXACTLY_ONCE) {
      return;
    }
    TableId table = config.write().offsetsTable();
    try {
      Optional<Table> found = preflight.offsets(table);
      if (found.isPresent()) {
        Set<Privilege> missing =
            preflight.missing(table, Set.of(Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE));
        if (!missing.isEmpty()) {
          findings.add("offsets.table", Grants.text(preflight, table, missing));
        }
      } else {
        Grants.toCreate(preflight, table)
            .ifPresent(
                message ->
                    findings.add(
                        "offsets.table", "table \"%s\" is missing; %s".formatted(table, message)));
      }
    } catch (EnvironmentException e) {
      findings.add("offsets.table", e.getMessage());
    }
  }

  private void checkTopics(Preflight preflight, TopicTables topics) throws WriteException {
    List<Table> tables = new ArrayList<>();
    for (TopicTables.Target target : topics.targets()) {
      if (System.nanoTime() > end) {
        return;
      }
      new TableValidation(preflight, target, findings).check().ifPresent(tables::add);
    }
    warnOfUnwrittenParents(tables);
    topics.refusals().forEach((topic, reason) -> findings.add(topic, "table.name.format", reason));
  }

  private String text(WriteException failure) {
    return isPasswordMissing(failure)
        ? "the server asks for a password; set connection.password"
        : failure.getMessage();
  }

  /** The driver's own refusal, before it has sent anything. */
  private boolean isPasswordMissing(WriteException failure) {
    return failure.sqlState().equals("08004")
        && config.connection().password().isEmpty()
        && optionFor(failure).equals(PASSWORD);
  }

  /** Which option a user changes first when logging in fails. */
  private String optionFor(WriteException failure) {
    String words = failure.serverWords().toLowerCase(Locale.ROOT);
    if (words.contains("connection.auth=")) {
      return "connection.auth";
    }
    return switch (failure.sqlState()) {
      case "28P01" -> PASSWORD;
      case "28000", "42501" -> "connection.user";
      case "08004" -> words.contains("ssl") ? "connection.sslmode" : PASSWORD;
      default -> words.contains("ssl") ? "connection.sslmode" : URL;
    };
  }
}
