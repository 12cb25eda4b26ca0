// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.util.List;
import java.util.Map;

/** What others change about the tables while rows arrive. */
final class SchemaNemeses {
  private SchemaNemeses() {}

  static List<Nemesis> all() {
    return List.of(
        Nemesis.of("F34", "column dropped, unknown.fields=ignore", SchemaNemeses::dropColumn)
            .with("unknown.fields", "ignore"),
        Nemesis.of("F34 F38", "column dropped, 4 tasks add it again", SchemaNemeses::evolve)
            .with("value.converter.schemas.enable", "true"),
        Nemesis.of("F35", "types of columns changed", SchemaNemeses::changeTypes),
        Nemesis.of("F37", "table truncated", SchemaNemeses::truncate));
  }

  private static void dropColumn(TrialStage stage) {
    stage.database().execute("ALTER TABLE journal DROP COLUMN extra");
    stage.duringSeconds(3);
  }

  private static void evolve(TrialStage stage) {
    stage.database().execute("ALTER TABLE journal OWNER TO " + Tables.ROLE);
    String evolve = "topic." + stage.topics().journal() + ".auto.evolve";
    stage.rest().put(stage.connector(), stage.jsonWith(Map.of(evolve, "true", "tasks.max", "4")));
    stage.rest().awaitRunning(stage.connector(), 4);
    stage.awaitRows(300);
    stage.database().execute("ALTER TABLE journal DROP COLUMN extra");
    stage.duringSeconds(2);
    stage.awaitRows(300);
    if (stage.database().count("SELECT count(*) FROM journal WHERE extra = 'x'") == 0) {
      throw new AssertionError("the column was not added");
    }
  }

  private static void changeTypes(TrialStage stage) {
    stage
        .database()
        .execute(
            "ALTER TABLE journal ALTER COLUMN seq TYPE numeric",
            "ALTER TABLE state ALTER COLUMN seq TYPE numeric",
            "ALTER TABLE counter ALTER COLUMN n TYPE numeric");
    stage.duringSeconds(3);
  }

  /** Somebody empties the table; what comes afterwards is there, and nothing comes twice. */
  private static void truncate(TrialStage stage) {
    stage.database().execute("TRUNCATE state");
    stage.duringSeconds(2);
    stage.load().touchEveryKey();
  }
}
