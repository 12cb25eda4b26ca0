// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.rig.TestDatabase;

/**
 * A contender whose sessions have a setting of the server's other than the default.
 *
 * @param setting its name
 * @param value its value
 * @param contender who writes
 */
record SettingContender(String setting, String value, Contender contender) implements Contender {
  @Override
  public String name() {
    return contender.name() + ", " + setting + '=' + value;
  }

  @Override
  public Session open(TestDatabase database, Workload workload) throws Exception {
    String alter = "ALTER DATABASE " + database.name();
    database.execute("%s SET %s = '%s'".formatted(alter, setting, value));
    try {
      return contender.open(database, workload);
    } finally {
      database.execute("%s RESET %s".formatted(alter, setting));
    }
  }
}
