package io.pgsink.faults;

import io.pgsink.rig.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What happens between a worker and PostgreSQL. */
final class NetworkNemeses {
  private NetworkNemeses() {}

  static List<Nemesis> all() {
    return List.of(
        Nemesis.of("F01", "down at start", NetworkNemeses::downAtStart).beforeTheConnector(),
        Nemesis.of("F07", "connections reset", NetworkNemeses::reset),
        Nemesis.of("F08", "answer to COMMIT cut", NetworkNemeses::cutAnswers),
        Nemesis.of("F09", "black hole", NetworkNemeses::blackHole),
        Nemesis.of("F09", "black hole that delivers late", NetworkNemeses::lateDelivery).unfenced(),
        Nemesis.of("F10", "slow link: 100 ms more each way", NetworkNemeses::slow),
        Nemesis.of("F11", "packets sliced", NetworkNemeses::slice),
        Nemesis.of("F12", "idle connections forgotten", NetworkNemeses::forget));
  }

  private static void downAtStart(Stage stage) {
    stage.proxy().down();
    stage.rest().put(stage.connector(), stage.jsonWith(Map.of()));
    stage.duringSeconds(6);
    stage.proxy().up();
  }

  private static void reset(Stage stage) {
    stage.repeat(12, Duration.ofMillis(400), () -> stage.proxy().reset());
  }

  static void cutAnswers(Stage stage) {
    for (int i = 0; i < 8; i++) {
      stage.proxy().cutAnswers(1);
      Await.until("an answer is cut", () -> stage.proxy().answersToCut() == 0);
    }
  }

  private static void blackHole(Stage stage) {
    stage.proxy().blackHole();
    stage.duringSeconds(10);
    stage.proxy().healByReset();
  }

  /** The client gives up after 4 s and writes again; what it wrote first arrives afterwards. */
  private static void lateDelivery(Stage stage) {
    stage.proxy().blackHole();
    stage.duringSeconds(10);
    stage.proxy().healByDelivering();
  }

  private static void slow(Stage stage) {
    stage.proxy().delay(Duration.ofMillis(100));
    stage.duringSeconds(8);
    stage.proxy().fast();
  }

  private static void slice(Stage stage) {
    stage.proxy().slice(100, Duration.ofNanos(20_000));
    stage.duringSeconds(5);
    stage.proxy().fast();
  }

  private static void forget(Stage stage) {
    stage.proxy().forget();
    stage.duringSeconds(6);
  }
}
