// SPDX-License-Identifier: Apache-2.0
package io.pgsink.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The quick start, as something that can be run. */
public final class QuickStartPage {
  private static final Path PAGE = Path.of("docs", "quick-start.md");
  private static final Pattern FILE = Pattern.compile("(?m)^Save this as `([^`]+)`:$");

  private QuickStartPage() {}

  /**
   * A step of the page.
   *
   * @param file the file that the reader saves, or empty where it is commands
   * @param text the file's text, or the commands
   * @param output what the last of the commands prints, or empty where the page doesn't say
   */
  public record Step(String file, String text, String output) {}

  /** Its steps in order: blocks of shell, what stands behind them as text, and files. */
  public static List<Step> read() {
    Markdown page = Markdown.read(PAGE);
    Matcher names = FILE.matcher(String.join("\n", page.lines()));
    List<Step> steps = new ArrayList<>();
    for (Markdown.Block block : page.blocks()) {
      switch (block.language()) {
        case "sh" -> steps.add(new Step("", block.text(), ""));
        case "json" -> {
          if (!names.find()) {
            throw new AssertionError("the file of line " + block.line() + " has no name");
          }
          steps.add(new Step(names.group(1), block.text(), ""));
        }
        case "text" -> {
          Step last = steps.remove(steps.size() - 1);
          steps.add(new Step("", last.text(), block.text()));
        }
        default -> throw new AssertionError("line " + block.line() + ": " + block.language());
      }
    }
    return steps;
  }
}
