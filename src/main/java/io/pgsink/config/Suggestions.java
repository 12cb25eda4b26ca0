// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The name that a misspelt one was meant to be. */
public final class Suggestions {
  private Suggestions() {}

  /** The most similar of the candidates, if one is similar enough to be meant. */
  public static Optional<String> nearest(String text, Collection<String> candidates) {
    String wanted = plain(text);
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      String plain = plain(candidate);
      if (Math.abs(plain.length() - wanted.length()) > slips(wanted, plain)) {
        continue;
      }
      int distance = distance(wanted, plain);
      if (distance < bestDistance && distance <= slips(wanted, plain)) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * One slip in four characters, not counting the words that both start with; with more, any short
   * word resembles any other.
   */
  private static int slips(String wanted, String candidate) {
    int word = 0;
    for (int i = 0; i < Math.min(wanted.length(), candidate.length()); i++) {
      if (wanted.charAt(i) != candidate.charAt(i)) {
        break;
      }
      word = wanted.charAt(i) == '.' ? i + 1 : word;
    }
    return Math.max(1, Math.min(3, (wanted.length() - word) / 4));
  }

  /** Case and separators are what people mix up most. */
  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
   */
  static int distance(String left, String right) {
    int[][] distances = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      distances[i][0] = i;
    }
    for (int j = 0; j <= right.length(); j++) {
      distances[0][j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      for (int j = 1; j <= right.length(); j++) {
        int cost = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        int distance = Math.min(distances[i - 1][j], distances[i][j - 1]) + 1;
        distance = Math.min(distance, distances[i - 1][j - 1] + cost);
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          distance = Math.min(distance, distances[i - 2][j - 2] + 1);
        }
        distances[i][j] = distance;
      }
    }
    return distances[left.length()][right.length()];
  }
}
