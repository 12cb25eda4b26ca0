// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.postgres.WriteException.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each SQLSTATE means for a batch, as {@code sqlstates.txt} says: one line for a state, for a
 * class of states, or for one case of a state. {@code docs/errors.md} shows the same table.
 */
final class SqlStates {

  /** What happens to the connection that the error came from. */
  enum After {
    /** It goes on. */
    KEPT,
    /** It is dead, or of no use any more; also, a commit may have happened whose answer is lost. */
    CLOSED
  }

  /** What else is known of a state. */
  enum Trait {
    NONE,
    /** Another transaction stood in the way. */
    CONFLICT,
    /** One statement does more than it may: half of its rows may pass. */
    HALVE,
    /** The same, but only when it happens again and again: the server may just have been busy. */
    HALVE_LATER,
    /** Somebody else has made already what was to be made. */
    EXISTS,
    /** A column can't be changed as things are. */
    FIXED
  }

  /**
   * What one state means.
   *
   * @param pattern the state, class or case
   * @param kind what to do with the batch
   * @param session what happens to the connection
   * @param trait what else is known
   * @param meaning what happened
   * @param fix what people can do; {@code {table}} stands for the table's quoted name
   */
  record Entry(String pattern, Kind kind, After session, Trait trait, String meaning, String fix) {}

  private static final String RESOURCE = "sqlstates.txt";
  private static final String ANY_OTHER = "any other";
  private static final Map<String, Entry> ENTRIES = read();

  private SqlStates() {}

  /** What a state, or a case of one, means; never empty-handed. */
  static Entry find(String pattern) {
    Entry exact = ENTRIES.get(pattern);
    if (exact != null) {
      return exact;
    }
    Entry ofClass = pattern.length() < 2 ? null : ENTRIES.get(pattern.substring(0, 2));
    return ofClass != null ? ofClass : ENTRIES.get(ANY_OTHER);
  }

  /** All entries, in the order of the documentation. */
  static List<Entry> all() {
    return List.copyOf(ENTRIES.values());
  }

  private static Map<String, Entry> read() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                SqlStates.class.getResourceAsStream(RESOURCE), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (!line.startsWith("#")) {
          Entry entry = entry(line);
          if (entries.put(entry.pattern(), entry) != null) {
            throw new IllegalStateException("two lines for SQLSTATE " + entry.pattern());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
    return entries;
  }

  private static Entry entry(String line) {
    String[] cells = line.split(" \\| ", -1);
    String trait = cells[3].equals("-") ? Trait.NONE.name() : cells[3].replace('-', '_');
    return new Entry(
        cells[0],
        Kind.valueOf(cells[1].toUpperCase(Locale.ROOT)),
        After.valueOf(cells[2].toUpperCase(Locale.ROOT)),
        Trait.valueOf(trait.toUpperCase(Locale.ROOT)),
        cells[4],
        cells[5]);
  }
}
