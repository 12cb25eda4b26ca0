// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Nemesis.Promise;
import io.pgsink.rig.Await;
import io.pgsink.rig.TestPostgres;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** What happens between a worker and PostgreSQL. */
final class NetworkNemeses {
  private NetworkNemeses() {}

  static List<Nemesis> all() {
    return List.of(
        Nemesis.of("F01", "down when tasks start", NetworkNemeses::downAtStart),
        Nemesis.of("F07", "connections reset", NetworkNemeses::reset),
        Nemesis.of("F08", "answer to COMMIT cut", NetworkNemeses::cutAnswers),
        Nemesis.of("F08", "connections cut at their n-th request", NetworkNemeses::cutAtRequests),
        Nemesis.of("F09", "black hole", NetworkNemeses::blackHole),
        Nemesis.of("F09", "black hole that delivers late", NetworkNemeses::lateDelivery)
            .promising(Promise.LATE_WRITES_MAY_WIN),
        Nemesis.of("F10", "slow link: 100 ms more each way", NetworkNemeses::slow),
        Nemesis.of("F11", "packets sliced", NetworkNemeses::slice),
        Nemesis.of("F12", "idle connections forgotten", NetworkNemeses::forget),
        Nemesis.of("F13", "the host's name is unknown", NetworkNemeses::unknownHost),
        Nemesis.of("F14", "the host's name leads elsewhere", NetworkNemeses::move),
        Nemesis.of("F59", "stopped while writes hang", NetworkNemeses::stopWhileHanging));
  }

  private static void downAtStart(TrialStage stage) {
    stage.stop();
    stage.proxy().down();
    stage.rest().resume(stage.connector());
    stage.duringSeconds(6);
    stage.proxy().up();
  }

  private static void reset(TrialStage stage) {
    stage.repeat(12, Duration.ofMillis(400), () -> stage.proxy().reset());
  }

  static void cutAnswers(TrialStage stage) {
    for (int i = 0; i < 8; i++) {
      stage.proxy().cutAnswers(1);
      Await.until("an answer is cut", () -> stage.proxy().answersToCut() == 0);
    }
  }

  /** Also those of their start: logging in takes about five, making ready three more. */
  private static void cutAtRequests(TrialStage stage) {
    for (int request = 1; request <= 16; request++) {
      stage.proxy().cutAtRequest(request);
      stage.proxy().reset();
      stage.duringSeconds(1);
      stage.proxy().cutAtRequest(0);
      stage.duringSeconds(1);
    }
  }

  private static void blackHole(TrialStage stage) {
    stage.proxy().blackHole();
    stage.duringSeconds(10);
    stage.proxy().healByReset();
  }

  /** The client gives up after 4 s and writes again; what it wrote first arrives afterwards. */
  private static void lateDelivery(TrialStage stage) {
    stage.proxy().blackHole();
    stage.duringSeconds(10);
    stage.proxy().healByDelivering();
  }

  private static void slow(TrialStage stage) {
    stage.proxy().delay(Duration.ofMillis(100));
    stage.duringSeconds(8);
    stage.proxy().fast();
  }

  private static void slice(TrialStage stage) {
    stage.proxy().slice(100, Duration.ofNanos(20_000));
    stage.duringSeconds(5);
    stage.proxy().fast();
  }

  private static void forget(TrialStage stage) {
    stage.proxy().forget();
    stage.duringSeconds(6);
    stage.proxy().endForgotten();
  }

  private static void unknownHost(TrialStage stage) {
    stage.hosts().forget();
    stage.repeat(6, Duration.ofSeconds(1), () -> stage.proxy().reset());
    stage.hosts().heal();
  }

  /** The old address is dead from then on, and comes back with its name when the trial ends. */
  private static void move(TrialStage stage) throws UnknownHostException {
    InetAddress elsewhere = InetAddress.getByName("127.0.0.2");
    TestPostgres postgres = stage.postgres();
    try (FaultProxy other =
        new FaultProxy(elsewhere, stage.proxy().port(), postgres.host(), postgres.port())) {
      stage.hosts().move(elsewhere.getHostAddress());
      stage.proxy().down();
      Await.until("tasks find the new address", () -> other.connections() > 0);
      stage.awaitRows(300);
      stage.hosts().heal();
    }
    stage.proxy().up();
  }

  /** Connect gives a task 5 s to stop; then it is cancelled, and its threads must end anyway. */
  private static void stopWhileHanging(TrialStage stage) {
    stage.proxy().blackHole();
    stage.duringSeconds(2);
    stage.rest().stop(stage.connector());
    stage.awaitTasks(0);
    Await.until(
        "threads of the tasks end", Duration.ofSeconds(15), () -> stage.threads().isEmpty());
    stage.proxy().healByReset();
    stage.rest().resume(stage.connector());
  }
}
