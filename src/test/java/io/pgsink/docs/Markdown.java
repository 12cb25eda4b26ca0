// SPDX-License-Identifier: Apache-2.0
package io.pgsink.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, taken apart as far as tests need it.
 *
 * @param path the file, relative to the project's folder
 * @param lines its lines
 */
public record Markdown(Path path, List<String> lines) {
  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /**
   * A fenced block.
   *
   * @param language what stands behind the fence
   * @param text the lines between the fences
   * @param line the line number of the opening fence, from 1
   */
  public record Block(String language, String text, int line) {}

  /** All pages that users read. */
  public static List<Markdown> pages() {
    List<Markdown> pages = new ArrayList<>();
    for (String folder : List.of("", "docs", "docs/how-to")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .sorted()
            .forEach(file -> pages.add(read(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return pages;
  }

  public static Markdown read(Path file) {
    try {
      return new Markdown(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fenced blocks in order. */
  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    StringBuilder text = null;
    String language = "";
    int start = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.strip().startsWith("```")) {
        if (text != null) {
          text.append(line).append('\n');
        }
      } else if (text == null) {
        text = new StringBuilder();
        language = line.strip().substring(3).strip();
        start = i + 1;
      } else {
        blocks.add(new Block(language, text.toString(), start));
        text = null;
      }
    }
    return blocks;
  }

  /** The targets of links, as written. */
  public List<String> links() {
    return matches(LINK);
  }

  /** The spans of inline code. */
  public List<String> code() {
    return matches(CODE);
  }

  /** The anchors of the headings, as GitHub makes them. */
  public Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    for (String line : prose()) {
      if (line.startsWith("#")) {
        String heading = line.replaceFirst("^#+ *", "").toLowerCase(Locale.ROOT);
        anchors.add(heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
      }
    }
    return anchors;
  }

  /** The lines outside of fenced blocks. */
  public List<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean fenced = false;
    for (String line : lines) {
      if (line.strip().startsWith("```")) {
        fenced = !fenced;
      } else if (!fenced) {
        prose.add(line);
      }
    }
    return prose;
  }

  private List<String> matches(Pattern pattern) {
    List<String> found = new ArrayList<>();
    for (String line : prose()) {
      Matcher matcher = pattern.matcher(line);
      while (matcher.find()) {
        found.add(matcher.group(1));
      }
    }
    return found;
  }
}
