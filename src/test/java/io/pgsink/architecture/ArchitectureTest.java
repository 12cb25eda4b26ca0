// SPDX-License-Identifier: Apache-2.0
package io.pgsink.architecture;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the arrows of docs/architecture.md: who may import whom, who owns what. */
final class ArchitectureTest {
  /** What each package may import of ours; arrows only point down. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          entry("table", Set.of()),
          entry("metrics", Set.of()),
          entry("json", Set.of()),
          entry("login", Set.of()),
          entry("columnar", Set.of("table")),
          entry("config", Set.of("table")),
          entry("config.migration", Set.of("config")),
          entry("record", Set.of("table", "config")),
          entry("type", Set.of("columnar", "table")),
          entry("postgres", Set.of("columnar", "table", "config", "login")),
          entry("link", Set.of("record", "type", "postgres", "columnar", "table", "config")),
          entry("batch", Set.of("link", "record", "type", "columnar", "table")),
          entry(
              "flow",
              Set.of(
                  "batch",
                  "link",
                  "record",
                  "type",
                  "columnar",
                  "postgres",
                  "table",
                  "config",
                  "config.migration",
                  "metrics")),
          entry("validation", Set.of("record", "postgres", "config", "config.migration", "table")),
          entry(
              "",
              Set.of(
                  "validation",
                  "flow",
                  "postgres",
                  "config",
                  "config.migration",
                  "table",
                  "metrics")),
          entry(
              "explain",
              Set.of(
                  "",
                  "validation",
                  "batch",
                  "link",
                  "record",
                  "postgres",
                  "config",
                  "config.migration",
                  "table",
                  "json")));

  /** The rooms that must know Kafka; what they share with PostgreSQL's side doesn't. */
  private static final Set<String> KAFKA_ALLOWED =
      Set.of(
          "",
          "explain",
          "validation",
          "config",
          "config.migration",
          "record",
          "type",
          "link",
          "flow",
          "metrics",
          "json");

  private static final Pattern THREADS =
      Pattern.compile(
          "new Thread\\(|extends Thread|Thread\\.(start|of)|Executors?\\.new|Executors\\."
              + "|new \\w*(ThreadPool|ForkJoinPool)\\w*|CompletableFuture\\.(run|supply)Async"
              + "|new Timer\\(|\\.parallel(Stream)?\\(");
  private static final Pattern SCHEMA_READERS =
      Pattern.compile("org\\.apache\\.kafka\\.connect\\.data\\.Struct\\b");
  private static final int LONGEST_FILE = 400;

  private static final List<SourceFile> MAIN = SourceFile.allOf("src/main/java");
  private static final List<SourceFile> TESTS = SourceFile.allOfTests();

  @Test
  void theScannerSeesTheSources() {
    assertFalse(MAIN.isEmpty());
    assertTrue(TESTS.stream().anyMatch(file -> file.name().equals("ArchitectureTest.java")));
  }

  @Test
  void everyPackageIsOneOfTheDesign() {
    expectNone(MAIN, file -> !ALLOWED.containsKey(file.room()), SourceFile::room);
  }

  @Test
  void importsOnlyPointDown() {
    List<String> wrong = new ArrayList<>();
    for (SourceFile file : MAIN) {
      for (String room : file.importedRooms()) {
        boolean down = ALLOWED.getOrDefault(file.room(), Set.of()).contains(room);
        if (!down && !room.equals(file.room())) {
          wrong.add(file.path() + " imports " + (room.isEmpty() ? "the root package" : room));
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void noFileKnowsBothKafkaAndJdbc() {
    expectNone(MAIN, file -> file.mentionsKafka() && file.mentionsJdbc(), file -> "imports both");
  }

  @Test
  void onlyPostgresSpeaksJdbc() {
    expectNone(
        MAIN,
        file -> file.mentionsJdbc() && !file.room().equals("postgres"),
        file -> "uses JDBC outside of postgres");
  }

  @Test
  void kafkaStaysAtItsCoast() {
    expectNone(
        MAIN,
        file -> file.mentionsKafka() && !KAFKA_ALLOWED.contains(file.room()),
        file -> "uses Kafka in " + file.room());
  }

  @Test
  void onlyRecordTypeAndJsonKnowStruct() {
    expectNone(
        MAIN,
        file ->
            SCHEMA_READERS.matcher(file.code()).find()
                && !Set.of("record", "type", "json").contains(file.room()),
        file -> "reads Struct outside of record, type and json");
  }

  @Test
  void onlyFlowOwnsThreads() {
    expectNone(
        MAIN,
        file -> THREADS.matcher(file.code()).find() && !file.room().equals("flow"),
        file -> "makes threads outside of flow");
  }

  @Test
  void noFileIsLongerThanFourHundredLines() {
    List<SourceFile> all = new ArrayList<>(MAIN);
    all.addAll(TESTS);
    expectNone(all, file -> file.lines() > LONGEST_FILE, file -> file.lines() + " lines");
  }

  @Test
  void nothingIsLeftToDo() {
    Pattern marker = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");
    List<SourceFile> all = new ArrayList<>(MAIN);
    all.addAll(TESTS);
    expectNone(all, file -> marker.matcher(file.text()).find(), file -> "has a marker");
  }

  @Test
  void testsSleepOnlyInAwait() {
    Pattern sleep = Pattern.compile("(Thread|TimeUnit\\.\\w+)\\.sle" + "ep\\(");
    expectNone(
        TESTS,
        file -> sleep.matcher(file.text()).find() && !file.name().equals("Await.java"),
        file -> "sleeps, use Await");
  }

  private static void expectNone(
      List<SourceFile> files, Predicate<SourceFile> wrong, Function<SourceFile, String> reason) {
    List<String> found = new ArrayList<>();
    for (SourceFile file : files) {
      if (wrong.test(file)) {
        found.add(file.path() + ": " + reason.apply(file));
      }
    }
    assertEquals(List.of(), found);
  }
}
