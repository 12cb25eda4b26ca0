// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.EnvironmentException;
import io.pgsink.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigException;

/** An element of the option {@code topics.to.tables}. */
public sealed interface TopicMapping {
  /** Longer than any that people write. */
  int LONGEST_REGEX = 1_000;

  /**
   * The table for a topic, if this mapping matches it.
   *
   * @param nameCase the case of what isn't quoted
   */
  Optional<TableName> table(String topic, NameCase nameCase);

  /**
   * {@code topic:table}.
   *
   * @param topic the topic's whole name
   * @param target its table, as the option has it
   */
  record Named(String topic, String target) implements TopicMapping {
    @Override
    public Optional<TableName> table(String name, NameCase nameCase) {
      return topic.equals(name)
          ? Optional.of(QuotedText.parse(topic, target).table(nameCase::apply))
          : Optional.empty();
    }
  }

  /**
   * {@code regex->replacement}.
   *
   * @param pattern has to match the topic's whole name
   * @param replacement the table; {@code $1} and {@code ${name}} are the pattern's groups
   */
  record Matching(Pattern pattern, String replacement) implements TopicMapping {
    /**
     * @throws EnvironmentException when the expression tries more ways than anybody can wait for
     */
    @Override
    public Optional<TableName> table(String topic, NameCase nameCase) {
      if (!pattern.matcher(new PatientText(topic, pattern)).matches()) {
        return Optional.empty();
      }
      TableName table = new TableName();
      for (QuotedText.Segment segment : QuotedText.parse(topic, replacement).segments()) {
        String text = expanded(topic, segment.text());
        if (segment.quoted()) {
          table.appendQuoted(text);
        } else {
          table.append(nameCase.apply(text));
        }
      }
      return Optional.of(table);
    }

    private String expanded(String topic, String template) {
      Matcher matcher = pattern.matcher(new PatientText(topic, pattern));
      StringBuilder out = new StringBuilder();
      if (matcher.matches()) {
        matcher.appendReplacement(out, template);
      }
      return out.toString();
    }
  }

  /**
   * The mappings of a list, in order.
   *
   * @throws ConfigException naming the option and the element that can't be read
   */
  static List<TopicMapping> parseList(String option, String text) {
    List<TopicMapping> mappings = new ArrayList<>();
    for (String element : elements(option, text)) {
      if (element.isEmpty()) {
        throw new ConfigException(option + " has an empty element; take the extra comma away");
      }
      mappings.add(parse(option, element));
    }
    return List.copyOf(mappings);
  }

  private static TopicMapping parse(String option, String element) {
    int arrow = arrow(option, element);
    if (arrow >= 0) {
      return matching(
          option, element.substring(0, arrow).trim(), element.substring(arrow + 2).trim());
    }
    int colon = element.indexOf(':');
    if (colon <= 0) {
      throw new ConfigException(
          "%s: \"%s\" is neither topic:table nor regex->replacement".formatted(option, element));
    }
    String table = element.substring(colon + 1).trim();
    Identifiers.table(option, table);
    return new Named(element.substring(0, colon).trim(), table);
  }

  /** The first arrow outside of quotes, or -1. */
  private static int arrow(String option, String element) {
    int dash = QuotedText.indexOf(option, element, '-', 0);
    while (dash >= 0 && !element.startsWith("->", dash)) {
      dash = QuotedText.indexOf(option, element, '-', dash + 1);
    }
    return dash;
  }

  private static TopicMapping matching(String option, String regex, String replacement) {
    if (replacement.isEmpty()) {
      throw new ConfigException(
          "%s: \"%s\" has no table behind the arrow".formatted(option, regex));
    }
    if (regex.length() > LONGEST_REGEX) {
      throw new ConfigException(
          "%s: a regular expression has %d characters; more than %d are refused"
              .formatted(option, regex.length(), LONGEST_REGEX));
    }
    try {
      Pattern pattern = Pattern.compile(regex);
      QuotedText.parse(option, replacement);
      // a group that the pattern lacks is found now, not at the first record
      Matcher probe = Pattern.compile(regex + "|").matcher("");
      if (probe.matches()) {
        probe.appendReplacement(new StringBuilder(), replacement);
      }
      return new Matching(pattern, replacement);
    } catch (PatternSyntaxException e) {
      throw new ConfigException(
          "%s: \"%s\" is no regular expression: %s".formatted(option, regex, e.getDescription()));
    } catch (StackOverflowError e) {
      throw new ConfigException(option + ": a regular expression is nested too deeply");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new ConfigException(
          "%s: the table \"%s\" names a group that the regular expression \"%s\" doesn't have"
              .formatted(option, replacement, regex));
    }
  }

  /**
   * A topic's name that a regular expression may look at so many times only: {@code (.*a){15}b}
   * would try for years.
   */
  final class PatientText implements CharSequence {
    private static final int MOST_LOOKS = 200_000;

    private final String text;
    private final Pattern pattern;
    private int looks;

    PatientText(String text, Pattern pattern) {
      this.text = text;
      this.pattern = pattern;
    }

    @Override
    public char charAt(int index) {
      if (++looks > MOST_LOOKS) {
        throw new EnvironmentException(
            "topics.to.tables: the regular expression \"%s\" needs more than %d steps for the topic \"%s\"; write it without repetitions inside of repetitions"
                .formatted(pattern, MOST_LOOKS, text));
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Splits at commas outside of brackets: a regular expression may hold {@code {1,2}}. */
  private static List<String> elements(String option, String text) {
    List<String> elements = new ArrayList<>();
    if (text.isBlank()) {
      return elements;
    }
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '[' || c == '(') {
        depth++;
      } else if (c == '}' || c == ']' || c == ')') {
        depth--;
      } else if (QuotedText.opens(text, i)) {
        i = QuotedText.end(option, text, i);
      } else if (c == ',' && depth <= 0) {
        elements.add(text.substring(start, i).trim());
        start = i + 1;
      }
    }
    elements.add(text.substring(start).trim());
    return elements;
  }
}
