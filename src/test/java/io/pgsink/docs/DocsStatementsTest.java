// SPDX-License-Identifier: Apache-2.0
package io.pgsink.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The SQL that pages tell their readers to run can be run, on tables as the page describes them.
 */
class DocsStatementsTest {
  private static final TestDatabase DATABASE =
      TestPostgres.shared().createDatabase("docs_statements");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docs/security.md | CREATE SCHEMA sales; CREATE TABLE sales.orders (id bigint)",
        "docs/how-to/composite-keys.md | CREATE TABLE members (tenant text, email text)",
        "docs/how-to/exactly-once.md | SELECT 1",
        "docs/how-to/log-levels.md | SELECT 1",
        "docs/how-to/partitioned-tables.md | SELECT 1",
        "docs/how-to/replaying.md | CREATE TABLE orders (id bigint); CREATE TABLE orders_new (id"
            + " bigint)"
      })
  void theStatementsOfThePageRun(String page, String tables) {
    int run = 0;
    for (Markdown.Block block : Markdown.read(Path.of(page)).blocks()) {
      if (block.language().equals("sql")) {
        String sql =
            block
                .text()
                .replaceAll("(?m)^(BEGIN|COMMIT);$", "")
                .replace("ON DATABASE shop", "ON DATABASE " + DATABASE.name());
        // nothing of it stays: roles belong to all databases
        DATABASE.execute("BEGIN; " + tables + "; " + sql + "; ROLLBACK");
        run++;
      }
    }
    assertTrue(run > 0, page + " shows no SQL");
  }
}
