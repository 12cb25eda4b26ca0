// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bar chart as SVG, written as text so that no fonts or display are needed where it is made. All
 * bars are to one scale, whose axis begins at 0, and each has its number. It follows the reader's
 * choice of a light or dark page.
 */
final class Chart {
  private static final int WIDTH = 880;
  private static final int LEFT = 270;
  private static final int LONGEST = 530;
  private static final int BAR = 13;
  private static final int GAP = 12;
  private static final int TOP = 64;
  private static final int BOTTOM = 12;
  private static final int TICKS = 5;

  /** The colours of those that aren't limits, ours first; their classes are c0, c1 … */
  private static final int COLORS = 4;

  /** Limits rather than contenders. */
  private static final Set<String> LIMITS = Set.of("do-nothing", "Kafka alone", "server only");

  /** Told apart also by those who don't see red and green; each pair is for light and dark. */
  private static final String STYLE =
      """
      <style>
      .page { fill: #ffffff } text { fill: #24292f } .grid { stroke: #d0d7de }
      .limit { fill: #b8bfc6 }
      .c0 { fill: #1a6fb5 } .c1 { fill: #e08a2e } .c2 { fill: #8c6bb1 } .c3 { fill: #3f9b6c }
      @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117 } text { fill: #e6edf3 } .grid { stroke: #30363d }
      .limit { fill: #6e7681 }
      .c0 { fill: #58a6ff } .c1 { fill: #f0a04b } .c2 { fill: #b392e0 } .c3 { fill: #56c48d }
      }
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();
  private final Map<String, String> classes = new LinkedHashMap<>();
  private double end;

  private Chart() {}

  /**
   * Draws the medians.
   *
   * @param measurements of one unit; workloads become groups, contenders bars
   */
  static String svg(List<Measurement> measurements) {
    return new Chart().draw(measurements);
  }

  private String draw(List<Measurement> measurements) {
    Map<String, List<Measurement>> groups = new LinkedHashMap<>();
    Set<String> contenders = new LinkedHashSet<>();
    for (Measurement each : measurements) {
      groups.computeIfAbsent(each.workload(), workload -> new ArrayList<>()).add(each);
      contenders.add(each.contender());
    }
    classify(contenders);
    int height = TOP + GAP + measurements.size() * BAR + groups.size() * GAP + BOTTOM;
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d"\
         font-family="system-ui, sans-serif" font-size="12">
        %3$s<rect class="page" width="100%%" height="100%%" rx="6"/>
        """
            .formatted(WIDTH, height, STYLE));
    legend(measurements.get(0).unit());
    axis(measurements.stream().mapToDouble(Measurement::median).max().orElse(1), height);
    int y = TOP + GAP;
    for (Map.Entry<String, List<Measurement>> group : groups.entrySet()) {
      y = group(group.getKey(), group.getValue(), y) + GAP;
    }
    return svg.append("</svg>\n").toString();
  }

  /** Ours has the same color in every chart, and so have limits. */
  private void classify(Set<String> contenders) {
    int next = contenders.contains("pgsink") ? 1 : 0;
    for (String name : contenders) {
      if (LIMITS.contains(name)) {
        classes.put(name, "limit");
      } else if (name.equals("pgsink")) {
        classes.put(name, "c0");
      } else {
        classes.put(name, "c" + next++ % COLORS);
      }
    }
  }

  private void legend(String unit) {
    int x = LEFT;
    for (Map.Entry<String, String> contender : classes.entrySet()) {
      rectangle(x, GAP, BAR - 2, contender.getValue());
      text(x + BAR + 2, GAP + BAR - 3, "start", contender.getKey());
      x += 40 + 7 * contender.getKey().length();
    }
    text(LEFT - 10, GAP + BAR - 3, "end", unit);
  }

  /** Lines at round numbers, from 0 to the first one behind the longest bar. */
  private void axis(double longest, int height) {
    double step = roundStep(longest / TICKS);
    end = step * Math.max(1, Math.ceil(longest / step - 1e-9));
    for (int i = 0; i * step <= end + step / 2; i++) {
      int x = LEFT + (int) Math.round(LONGEST * i * step / end);
      svg.append(
          "<line class=\"grid\" x1=\"%1$d\" y1=\"%2$d\" x2=\"%1$d\" y2=\"%3$d\"/>\n"
              .formatted(x, TOP, height - BOTTOM));
      text(x, TOP - 6, "middle", "%,.0f".formatted(i * step));
    }
  }

  /** 1, 2 or 5 times a power of ten. */
  private static double roundStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-9))));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private int group(String name, List<Measurement> bars, int top) {
    int y = top;
    text(LEFT - 10, top + (bars.size() * BAR + BAR) / 2 - 4, "end", name);
    for (Measurement bar : bars) {
      int length = (int) Math.max(1, Math.round(LONGEST * bar.median() / end));
      rectangle(LEFT, y, length, classes.get(bar.contender()));
      text(LEFT + length + 6, y + BAR - 3, "start", Report.number(bar.median()));
      y += BAR;
    }
    return y;
  }

  private void rectangle(int x, int y, int width, String name) {
    svg.append(
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n"
            .formatted(name, x, y, width, BAR - 2));
  }

  private void text(int x, int y, String anchor, String text) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
            .formatted(x, y, anchor, text.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
