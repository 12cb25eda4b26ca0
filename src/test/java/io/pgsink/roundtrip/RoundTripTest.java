// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every source type into every PostgreSQL type: stored so that PostgreSQL shows the value that was
 * sent, or refused. All of it twice, because nothing may depend on the zone of the JVM.
 */
@ParameterizedClass(name = "JVM in {0}")
@ValueSource(strings = {"UTC", "America/New_York"})
class RoundTripTest {
  private static RoundTripStage stage;

  @Parameter String jvmZone;

  @BeforeParameterizedClassInvocation
  static void start(String jvmZone) {
    stage = new RoundTripStage(jvmZone);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    stage.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsStoredIsWhatWasSent(RoundTrips type) {
    type.tables().forEach(stage::check);
  }

  @Test
  void therePairsOfValueAndColumnAreMany() {
    long pairs =
        Arrays.stream(RoundTrips.values())
            .map(RoundTrips::tables)
            .flatMap(List::stream)
            .mapToLong(table -> table.trips().size())
            .sum();
    assertTrue(pairs >= 1000, "only " + pairs);
  }
}
