package io.pgsink.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bar chart as SVG, written as text so that no fonts or display are needed where it is made. Bars
 * are to scale within a group, because groups differ by an order of magnitude; shares are to scale
 * everywhere.
 */
final class Chart {
  private static final int WIDTH = 880;
  private static final int LEFT = 270;
  private static final int LONGEST = 480;
  private static final int BAR = 15;
  private static final int GAP = 14;
  private static final int LEGEND = 44;

  /** Told apart also by those who don't see red and green. */
  private static final List<String> COLORS =
      List.of("#1a6fb5", "#e08a2e", "#8c6bb1", "#3f9b6c", "#c44e52", "#7f7f7f");

  /** Limits rather than contenders. */
  private static final Set<String> LIMITS = Set.of("do-nothing", "Kafka alone", "server only");

  private static final String GREY = "#b8bfc6";

  private final StringBuilder svg = new StringBuilder();
  private final Map<String, String> colors = new LinkedHashMap<>();

  /** What the longest bar of all stands for; 0 where each group has a scale of its own. */
  private double longest;

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
    color(contenders);
    longest =
        measurements.get(0).unit().startsWith("%")
            ? measurements.stream().mapToDouble(Measurement::median).max().orElse(1)
            : 0;
    int height = LEGEND + GAP + measurements.size() * BAR + groups.size() * GAP;
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d"\
         font-family="system-ui, sans-serif" font-size="12" fill="#24292f">
        <rect width="100%%" height="100%%" rx="6" fill="#ffffff"/>
        """
            .formatted(WIDTH, height));
    legend(measurements.get(0).unit());
    int y = LEGEND + GAP;
    for (Map.Entry<String, List<Measurement>> group : groups.entrySet()) {
      y = group(group.getKey(), group.getValue(), y) + GAP;
    }
    return svg.append("</svg>\n").toString();
  }

  /** Ours has the same color in every chart, and so have limits. */
  private void color(Set<String> contenders) {
    int next = contenders.contains("pgsink") ? 1 : 0;
    for (String name : contenders) {
      if (LIMITS.contains(name)) {
        colors.put(name, GREY);
      } else if (name.equals("pgsink")) {
        colors.put(name, COLORS.get(0));
      } else {
        colors.put(name, COLORS.get(next++ % COLORS.size()));
      }
    }
  }

  private void legend(String unit) {
    int x = LEFT;
    for (Map.Entry<String, String> contender : colors.entrySet()) {
      rectangle(x, GAP, BAR - 3, contender.getValue());
      text(x + BAR + 2, GAP + BAR - 4, "start", contender.getKey());
      x += 40 + 7 * contender.getKey().length();
    }
    text(LEFT - 10, GAP + BAR - 4, "end", unit);
  }

  private int group(String name, List<Measurement> bars, int top) {
    double scale =
        longest > 0 ? longest : bars.stream().mapToDouble(Measurement::median).max().orElse(1);
    int y = top;
    text(LEFT - 10, top + (bars.size() * BAR + BAR) / 2 - 4, "end", name);
    for (Measurement bar : bars) {
      int length = (int) Math.max(1, LONGEST * bar.median() / Math.max(scale, 1e-9));
      rectangle(LEFT, y, length, colors.get(bar.contender()));
      text(LEFT + length + 6, y + BAR - 4, "start", Report.number(bar.median()));
      y += BAR;
    }
    return y;
  }

  private void rectangle(int x, int y, int width, String color) {
    svg.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
            .formatted(x, y, width, BAR - 3, color));
  }

  private void text(int x, int y, String anchor, String text) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
            .formatted(x, y, anchor, text.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
