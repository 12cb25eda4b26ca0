// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.util.List;
import java.util.Map;

/** What makes a task fail until somebody mends it and starts it again. */
final class MistakeNemeses {
  private MistakeNemeses() {}

  static List<Nemesis> all() {
    return List.of(
        Nemesis.of(
                "J5",
                "poison without a reporter: fails, then a queue is set",
                MistakeNemeses::poison)
            .with("errors.tolerance", "none")
            .with("errors.deadletterqueue.topic.name", ""),
        Nemesis.of("F29", "password changed: fails, then is set back", MistakeNemeses::password),
        Nemesis.of("F32", "privilege revoked: fails, then is granted", MistakeNemeses::privilege),
        Nemesis.of("F33", "table dropped: fails, then is restored", MistakeNemeses::table),
        Nemesis.of("F36", "unique index dropped: fails, then is created", MistakeNemeses::index),
        Nemesis.of(
            "F52", "dead letters refused: fails, then they are taken", MistakeNemeses::letters));
  }

  private static void poison(TrialStage stage) {
    stage.awaitFailed("-state-");
    stage
        .rest()
        .put(
            stage.connector(),
            stage.jsonWith(
                Map.of(
                    "errors.tolerance",
                    "all",
                    "errors.deadletterqueue.topic.name",
                    stage.topics().letters())));
    stage.restart();
  }

  private static void password(TrialStage stage) {
    stage.database().execute("ALTER ROLE " + Tables.ROLE + " PASSWORD 'changed'");
    stage.forEachSession("pg_terminate_backend");
    stage.awaitFailed("28P01");
    stage.database().execute("ALTER ROLE " + Tables.ROLE + " PASSWORD '" + Tables.PASSWORD + "'");
    stage.restart();
  }

  private static void privilege(TrialStage stage) {
    stage.database().execute("REVOKE INSERT ON journal FROM " + Tables.ROLE);
    stage.awaitFailed("42501");
    stage.database().execute("GRANT INSERT ON journal TO " + Tables.ROLE);
    stage.restart();
  }

  /** The table is moved away rather than dropped, so that its rows can still be counted. */
  private static void table(TrialStage stage) {
    stage.database().execute("ALTER TABLE journal RENAME TO gone");
    stage.awaitFailed("journal");
    stage.database().execute("ALTER TABLE gone RENAME TO journal");
    stage.restart();
  }

  private static void index(TrialStage stage) {
    stage.database().execute("ALTER TABLE state DROP CONSTRAINT state_pkey");
    stage.awaitFailed("state");
    stage.database().execute("ALTER TABLE state ADD PRIMARY KEY (key)");
    stage.restart();
  }

  /** The queue takes no record of more than a few bytes, so that none can be reported. */
  private static void letters(TrialStage stage) throws Exception {
    String topic = stage.topics().letters();
    stage.kafka().alterTopic(topic, "max.message.bytes", "10");
    // the connector notices, or Connect does before it
    stage.awaitFailed("could not be written to the dead letter queue", "RecordTooLargeException");
    stage.kafka().alterTopic(topic, "max.message.bytes", "1000000");
    stage.duringSeconds(1); // the broker learns of it by and by
    stage.restart();
  }
}
