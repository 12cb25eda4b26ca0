// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reliability.md tells of every fault, and shows every trial. */
final class ReliabilityPageTest {
  private static final int FAULTS = 60;
  private static final Path PAGE = Path.of("docs", "reliability.md");
  private static final Path RUN = Path.of("docs", "reliability-run.md");
  private static final String BEGIN = "<!-- Written by ReliabilityPageTest from here … -->\n";
  private static final String END = "<!-- … to here. -->\n";

  private final List<String> page;

  ReliabilityPageTest() throws IOException {
    page = Files.readAllLines(PAGE);
  }

  @Test
  void everyFaultHasALine() {
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= FAULTS; i++) {
      expected.add("F%02d".formatted(i));
    }
    List<String> lines =
        faults().stream().map(line -> line.substring(2, 5)).collect(Collectors.toList());
    assertEquals(expected, lines);
  }

  @Test
  void theSuiteTriesWhatThePageSaysItTries() {
    Set<String> tried = new HashSet<>(Set.of("F19", "F56", "F57")); // not on every machine
    tried.add("F60"); // in MemorySuite
    FaultSuite.nemeses().forEach(nemesis -> tried.addAll(List.of(nemesis.ids().split(" "))));
    for (String line : faults()) {
      String id = line.substring(2, 5);
      assertEquals(tried.contains(id), line.contains("| fault suite"), line);
    }
  }

  /** Nemeses that are younger than the run that the page shows; the page says so. */
  private static final Set<String> YOUNGER =
      Set.of("connections cut at their n-th request", "table locked for 5 min");

  @Test
  void theTableShowsEveryTrialOfTheRun() throws IOException {
    Set<String> shown =
        Files.readAllLines(RUN).stream()
            .filter(line -> line.contains("_once | "))
            .map(FaultReport::trialOf)
            .collect(Collectors.toSet());
    for (Trial trial : FaultSuite.trials()) {
      String cells =
          "%s | %s | %s"
              .formatted(trial.nemesis().ids(), trial.nemesis().name(), trial.guarantee().option());
      String name = trial.nemesis().name();
      boolean younger = YOUNGER.contains(name) && Files.readString(PAGE).contains(name);
      assertTrue(shown.contains(cells) || younger, cells);
    }
  }

  /** The page shows the run in short: a line for each fault, a column for each guarantee. */
  @Test
  void theShortTableIsThatOfTheRun() throws IOException {
    String text = Files.readString(PAGE);
    String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
    String after = text.substring(text.indexOf(END));
    String expected = before + '\n' + inShort() + '\n' + after;
    if (Boolean.getBoolean("pgsink.docs.write")) {
      Files.writeString(PAGE, expected);
    }
    assertEquals(
        expected,
        Files.readString(PAGE),
        PAGE + " is stale; run mvn test -Dtest=ReliabilityPageTest -Dpgsink.docs.write=true");
  }

  private static String inShort() throws IOException {
    Map<String, Map<String, String>> outcomes = new LinkedHashMap<>();
    for (String line : Files.readAllLines(RUN)) {
      String[] cells = line.replaceAll("^\\| | \\|$", "").split(" ?\\| ?", -1);
      if (cells.length == 11 && cells[2].endsWith("_once")) {
        outcomes
            .computeIfAbsent(cells[0] + " | " + cells[1], fault -> new HashMap<>())
            .put(cells[2], outcome(cells));
      }
    }
    StringBuilder table =
        new StringBuilder("| | fault | at least once | exactly once |\n|---|---|---|---|\n");
    outcomes.forEach(
        (fault, cells) ->
            table.append(
                "| %s | %s | %s |\n"
                    .formatted(
                        fault,
                        cells.getOrDefault("at_least_once", "–"),
                        cells.getOrDefault("exactly_once", "–"))));
    return table.toString();
  }

  /**
   * Cells: fault, nemesis, guarantee, changes, lost, stale, back, twice, letters, healed, promise.
   */
  private static String outcome(String[] cells) {
    if (!cells[10].equals("holds")) {
      return "**" + cells[10] + "**";
    }
    StringBuilder text = new StringBuilder("holds, ").append(cells[9]).append(" s");
    String[] kinds = {"lost", "stale", "back after their delete", "written twice"};
    for (int i = 0; i < kinds.length; i++) {
      if (!cells[4 + i].equals("0")) {
        text.append("; ").append(cells[4 + i]).append(' ').append(kinds[i]);
      }
    }
    return text.toString();
  }

  @Test
  void theTestsThatThePageNamesExist() throws IOException {
    Map<String, String> tests = tests();
    for (String line : page) {
      for (String name : named(line)) {
        assertTrue(tests.containsKey(name), name);
      }
    }
  }

  @Test
  void theTestsOfAFaultCarryItsNumber() throws IOException {
    Map<String, String> tests = tests();
    for (String line : faults()) {
      String id = line.substring(2, 5);
      for (String name : named(line)) {
        assertTrue(tests.get(name).contains(id), name + " has no " + id);
      }
    }
  }

  /** A fault without a test says why in more than a word. */
  @Test
  void everyFaultIsTestedOrSaysWhyNot() {
    for (String line : faults()) {
      boolean tested = line.contains("fault suite") || !named(line).isEmpty();
      String how = line.substring(line.lastIndexOf('|', line.length() - 2) + 1);
      assertTrue(tested || how.length() > 40, line);
    }
  }

  /** All sources of tests by the name of their class; of several, their texts together. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new HashMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        tests.merge(name, Files.readString(file), String::concat);
      }
    }
    return tests;
  }

  private static List<String> named(String line) {
    return Pattern.compile("`(\\w+(Test|IT|Suite))`")
        .matcher(line)
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  private List<String> faults() {
    return page.subList(page.indexOf("## All faults"), page.size()).stream()
        .filter(line -> line.matches("\\| F\\d\\d \\| .*"))
        .toList();
  }
}
