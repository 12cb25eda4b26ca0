// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers say they are. */
class ServerProductTest {
  private static final String URL =
      "jdbc:postgresql://db.dsql.example:5432/dsql.eu-west-1.on.aws/x";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PostgreSQL 14.20 (Debian 14.20-1.pgdg12+1) on x86_64-pc-linux-gnu | PostgreSQL 14 |"
            + " TESTED",
        "PostgreSQL 16.4 on aarch64-unknown-linux-gnu, compiled by gcc 9.5 | PostgreSQL 16 |"
            + " TESTED",
        "PostgreSQL 18.6 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit | PostgreSQL 18 | TESTED",
        "PostgreSQL 19.0 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit | PostgreSQL 19 | NEWER",
        "PostgreSQL 20devel on x86_64-pc-linux-gnu | PostgreSQL 20 | NEWER",
        "PostgreSQL 19beta2 on x86_64-pc-linux-gnu | PostgreSQL 19 | NEWER",
        "PostgreSQL 13.22 on x86_64-pc-linux-gnu | PostgreSQL 13 | UNTRIED",
        "PostgreSQL 9.6.24 on x86_64-pc-linux-gnu | PostgreSQL 9 | UNTRIED",
        "CockroachDB CCL v24.3.1 (x86_64-pc-linux-gnu, built 2024/12/06) | CockroachDB | REFUSED",
        "PostgreSQL 15.2-YB-2025.1.0.0-b0 on x86_64-pc-linux-gnu | YugabyteDB | UNTRIED",
        "PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu | YugabyteDB | UNTRIED",
        "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.77 | Redshift |"
            + " REFUSED",
        "PostgreSQL 12.12 (Greenplum Database 7.1.0 build commit:x) on x86_64 | Greenplum |"
            + " UNTRIED",
        "PostgreSQL 14.4 (Apache Cloudberry 2.0.0 build dev) on x86_64 | Cloudberry | UNTRIED",
        "CrateDB 5.9.4 (built 1234/2024-11-26, Linux 5.10 amd64, OpenJDK 22) | CrateDB | REFUSED",
        "PostgreSQL 9.5.0 on x86_64-unknown-linux-gnu (Materialize v0.130.0) | Materialize |"
            + " REFUSED",
        "PostgreSQL 13.14.0-RisingWave-2.2.0 (abc) | RisingWave | REFUSED",
        "PostgreSQL 12.3, compiled by Visual C++ build 1914, 64-bit, QuestDB | QuestDB | REFUSED",
        "PostgreSQL 16.3 (EnterpriseDB Advanced Server 16.3.0) on x86_64 | EDB Postgres Advanced"
            + " Server | UNTRIED",
        "H2 2.3.232 | a server that doesn't call itself PostgreSQL | UNTRIED",
        "PostgreSQL | a server that doesn't call itself PostgreSQL | UNTRIED",
      },
      quoteCharacter = '`')
  void aServerIsKnownByItsOwnWords(String version, String name, ServerProduct.Fitness fitness) {
    ServerProduct server = ServerProduct.of(version, URL);
    assertEquals(name, server.name());
    assertEquals(fitness, server.fitness());
    assertEquals(fitness == ServerProduct.Fitness.TESTED, server.sentence().isEmpty());
  }

  @Test
  void auroraDsqlIsKnownByItsEndpoint() {
    ServerProduct server =
        ServerProduct.of(
            "PostgreSQL 16", "jdbc:postgresql://abc123.dsql.eu-west-1.on.aws:5432/postgres");
    assertEquals("Aurora DSQL", server.name());
    assertEquals(ServerProduct.Fitness.REFUSED, server.fitness());
  }

  @Test
  void theServerOfTheTestsIsATestedOne() throws SQLException {
    try (Connection connection =
        ConnectionFactory.open(TestWriter.config(TestPostgres.shared().maintenance()), "kind")) {
      assertEquals(
          ServerProduct.Fitness.TESTED,
          connection.unwrap(Session.class).backend().server().fitness());
    }
  }

  @Test
  void aRefusalNamesTheServerAndTheReason() {
    WriteException failure =
        WriteException.of(new UnfitServer(ServerProduct.of("CrateDB 5.9.4 (built x)", URL), null));
    assertEquals(WriteException.Kind.ENVIRONMENT, failure.kind());
    assertTrue(
        failure.getMessage().contains("(SQLSTATE 0A000, CrateDB has no transactions)"),
        failure.getMessage());
  }
}
