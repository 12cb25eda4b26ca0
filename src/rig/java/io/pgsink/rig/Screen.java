// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the demo and the benchmark print: on a terminal a line that changes, elsewhere lines now and
 * then.
 */
public final class Screen {
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final boolean terminal = isTerminal(System.getenv("CI"));
  private final long began = System.nanoTime();

  /** Asks the shell, because System.console() is never null from Java 22 on. */
  private static boolean isTerminal(String ci) {
    try {
      return ci == null
          && new ProcessBuilder("sh", "-c", "test -t 1").inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public boolean isTerminal() {
    return terminal;
  }

  public void say(String text) {
    out.println(text);
  }

  /** Announces what is being started. */
  public void step(String what) {
    out.printf("  %5.1f s  start %s%n", (System.nanoTime() - began) / 1e9, what);
  }

  /** Writes over the last such line on a terminal; a new line elsewhere. */
  public void overwrite(String line) {
    if (terminal) {
      out.print("\r\033[2K" + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** Ends a line that was written over. */
  public void endLine() {
    if (terminal) {
      out.println();
    }
  }

  public void block(String title, String text) {
    out.println();
    out.println(title);
    text.lines().forEach(line -> out.println("  " + line));
    out.println();
  }

  public void table(String title, List<String> header, List<List<String>> rows) {
    int[] widths = new int[header.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = header.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], text(row.get(i)).length());
      }
    }
    StringBuilder text = new StringBuilder();
    append(text, header, widths);
    for (List<String> row : rows) {
      append(text, row, widths);
    }
    block(title, text.toString());
  }

  private static void append(StringBuilder text, List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String cell = text(cells.get(i));
      text.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
    }
    text.append('\n');
  }

  private static String text(String cell) {
    return cell == null ? "∅" : cell;
  }
}
