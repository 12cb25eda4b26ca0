// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.postgres.CopyPolicy;
import io.pgsink.rig.TaskHarness;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every source type into every PostgreSQL type by COPY: what is stored is what the statement
 * stores. Types that don't travel in COPY's form go by the statement.
 */
class CopiedRoundTripTest {
  private static final Set<String> COPIED =
      Set.of(
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "numeric(6,2)",
          "numeric(3,-2)",
          "real",
          "double precision",
          "boolean",
          "no_13",
          "price",
          "code",
          "text",
          "varchar(60)",
          "char(60)",
          "citext",
          "mood",
          "uuid",
          "bytea",
          "date",
          "time",
          "time(2)",
          "timestamp",
          "timestamptz",
          "timestamp(0)",
          "timestamptz(0)",
          "json",
          "jsonb");

  private static RoundTripStage stage;

  @BeforeAll
  static void start() {
    CopyPolicy before = TaskHarness.copying(CopyPolicy.FORCED);
    stage = new RoundTripStage("UTC");
    TaskHarness.copying(before);
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCopiedIsWhatWasSent(RoundTrips type) {
    for (TypeTable table : type.tables()) {
      long rows = 3 * table.trips().stream().filter(trip -> !trip.isRefused()).count();
      long copied = COPIED.contains(table.type()) ? rows : 0;
      assertEquals(copied + " of " + rows, stage.copied(table), table.type());
    }
  }
}
