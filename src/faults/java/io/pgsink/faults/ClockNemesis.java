// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A worker whose clock is wrong; needs libfaketime. */
final class ClockNemesis {
  private static final Optional<Path> LIBRARY =
      Commands.find(
          "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
          "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1");

  private ClockNemesis() {}

  static List<Nemesis> all() {
    return LIBRARY.isEmpty()
        ? List.of()
        : List.of(
            Nemesis.of("F56", "a worker's clock is 1 h ahead", stage -> skew(stage, "+1h")),
            Nemesis.of("F56", "a worker's clock is 1 h behind", stage -> skew(stage, "-1h")));
  }

  private static void skew(TrialStage stage, String offset) {
    stage.otherWorker().stop();
    stage
        .otherWorker()
        .startAgain(
            Map.of(
                "LD_PRELOAD",
                LIBRARY.orElseThrow().toString(),
                "FAKETIME",
                offset,
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1"));
    stage.duringSeconds(5);
    stage.otherWorker().stop();
    stage.otherWorker().startAgain();
  }
}
