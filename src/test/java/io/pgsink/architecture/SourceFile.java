// SPDX-License-Identifier: Apache-2.0
package io.pgsink.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java file as text.
 *
 * @param room its package below {@code io.pgsink}; empty for the root
 * @param code its text without comments and without the contents of strings
 */
record SourceFile(String path, String room, String text, String code) {
  private static final String ROOT = "io.pgsink";
  private static final Pattern OURS = Pattern.compile("\\bio\\.pgsink\\.((?:[a-z]\\w*\\.)*)[A-Z]");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern JDBC =
      Pattern.compile("\\b(java\\.sql|javax\\.sql|org\\.postgresql|com\\.zaxxer)\\.");
  private static final Pattern KAFKA = Pattern.compile("\\borg\\.apache\\.kafka\\.");

  /** Comments, text blocks, strings and characters; a string keeps its quotes. */
  private static final Pattern NOT_CODE =
      Pattern.compile(
          "(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\""
              + "|'(?:\\\\.|[^'\\\\\\n])+'");

  static List<SourceFile> allOf(String folder) {
    try (Stream<Path> tree = Files.walk(Path.of(folder))) {
      return tree.filter(path -> path.toString().endsWith(".java"))
          .sorted()
          .map(SourceFile::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tests, and what tests stand on: all folders of {@code src} but the product's. */
  static List<SourceFile> allOfTests() {
    try (Stream<Path> wings = Files.list(Path.of("src"))) {
      return wings
          .filter(wing -> !wing.endsWith("main") && Files.isDirectory(wing.resolve("java")))
          .sorted()
          .flatMap(wing -> allOf(wing.resolve("java").toString()).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SourceFile read(Path path) {
    try {
      String text = Files.readString(path);
      String code = NOT_CODE.matcher(text).replaceAll("\"\"");
      Matcher declared = PACKAGE.matcher(code);
      if (!declared.find()) {
        throw new AssertionError("no package in " + path);
      }
      String name = declared.group(1);
      String room = name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
      return new SourceFile(path.toString(), room, text, code);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  long lines() {
    return text.lines().count();
  }

  boolean mentionsJdbc() {
    return JDBC.matcher(code).find();
  }

  boolean mentionsKafka() {
    return KAFKA.matcher(code).find();
  }

  /** Packages of ours that the file names, in imports or in full names. */
  Set<String> importedRooms() {
    Set<String> rooms = new TreeSet<>();
    Matcher matcher = OURS.matcher(code.replaceFirst("(?m)^package [\\w.]+;", ""));
    while (matcher.find()) {
      String room = matcher.group(1);
      rooms.add(room.isEmpty() ? "" : room.substring(0, room.length() - 1));
    }
    return rooms;
  }
}
