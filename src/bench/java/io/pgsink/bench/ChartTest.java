// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pictures show the figures of the tables behind them. */
class ChartTest {
  private static final Path PAGE = Path.of("docs", "performance.md");

  private static final Pattern BAR =
      Pattern.compile("<rect class=\"(?:c\\d|limit)\" x=\"270\" y=\"[1-9]\\d+\" width=\"(\\d+)\"");

  @Test
  void thePictureOfWholePathsShowsItsTable() throws IOException {
    check("bench-e2e.svg", "| records/s | pgsink | do-nothing |");
  }

  @Test
  void thePictureOfLatencyShowsItsTable() throws IOException {
    check("bench-latency.svg", "| % of records | Kafka alone | pgsink |");
  }

  private static void check(String picture, String head) throws IOException {
    Path file = Path.of("docs", "images", picture);
    String chart = Chart.svg(table(head));
    if (Boolean.getBoolean("pgsink.docs.write")) {
      Files.writeString(file, chart);
    }
    assertEquals(
        chart,
        Files.readString(file),
        file + " is stale; run mvn test -Dtest=ChartTest -Dpgsink.docs.write=true");
  }

  @Test
  void allBarsHaveOneScale() {
    String chart = Chart.svg(List.of(speed("a", 900), speed("b", 300), speed("c", 1)));
    List<Integer> lengths = new ArrayList<>();
    Matcher bar = BAR.matcher(chart);
    bar.find(); // in the legend
    while (bar.find()) {
      lengths.add(Integer.valueOf(bar.group(1)));
    }
    assertEquals(List.of(477, 159, 1), lengths);
  }

  private static Measurement speed(String workload, double figure) {
    return new Measurement("e2e", workload, "pgsink", Measurement.ROWS_PER_SECOND, List.of(figure));
  }

  /** The first table of {@code docs/performance.md} that begins so. */
  private static List<Measurement> table(String head) throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    List<String> contenders = List.of();
    for (String line : Files.readAllLines(PAGE)) {
      List<String> cells = List.of(line.replaceAll("^\\| | \\|$", "").split(" \\| ", -1));
      if (line.startsWith(head)) {
        contenders = cells;
      } else if (!contenders.isEmpty() && !line.startsWith("|")) {
        break;
      } else if (!contenders.isEmpty() && !line.startsWith("|--")) {
        for (int i = 1; i < cells.size(); i++) {
          String figure = cells.get(i).replaceAll(" .*|,", "");
          if (!figure.equals("–")) {
            measurements.add(
                new Measurement(
                    PAGE.toString(),
                    cells.get(0),
                    contenders.get(i),
                    contenders.get(0),
                    List.of(Double.valueOf(figure))));
          }
        }
      }
    }
    assertTrue(measurements.size() > 10, () -> String.format(Locale.ROOT, "%s", measurements));
    return measurements;
  }
}
