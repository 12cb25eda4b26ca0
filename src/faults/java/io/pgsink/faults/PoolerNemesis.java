// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.PgBouncer;
import io.pgsink.rig.TestDatabase;
import java.util.List;

/** PgBouncer in transaction mode between the connector and PostgreSQL; needs its program. */
final class PoolerNemesis {
  private PoolerNemesis() {}

  static List<Nemesis> all() {
    return PgBouncer.isInstalled()
        ? List.of(
            Nemesis.of("F57", "PgBouncer killed and started", PoolerNemesis::restart)
                .with("connection.prepare.threshold", "0"))
        : List.of();
  }

  private static void restart(TrialStage stage) {
    TestDatabase database = stage.database().as(Tables.ROLE, Tables.PASSWORD);
    try (PgBouncer pooler = PgBouncer.start(database)) {
      TestDatabase behind = pooler.of(database);
      stage.proxy().redirect(behind.host(), behind.port());
      stage.awaitRows(500);
      stage.duringSeconds(3);
      pooler.kill();
      stage.duringSeconds(2);
      pooler.startAgain();
      stage.awaitRows(500);
      stage.proxy().redirect(database.host(), database.port());
    }
  }
}
