// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What no option of this connector may hold, whatever it is for. */
final class OptionTexts {
  private static final int LONGEST = 65_536;

  /** As Connect's ConfigTransformer finds references; it has replaced all that it could. */
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([^}:]{1,200}):(?:[^}:]{0,1000}:)?([^}]{1,1000})}");

  private OptionTexts() {}

  /** Adds a finding for each text that can't be meant. */
  static void check(Map<String, String> options, Findings findings) {
    found(options, OptionTexts::fault).forEach(findings::error);
  }

  /** What is wrong with a text, without any of it. */
  private static Optional<String> fault(String name, String value) {
    if (value.length() > LONGEST) {
      return Optional.of("has more than " + LONGEST + " characters");
    }
    if (hasControl(name) || hasControl(isSecret(name) ? value : value.strip())) {
      return Optional.of(
          "holds a control character, such as a line break or NUL; take it away, also from the file"
              + " that a reference names");
    }
    return Optional.empty();
  }

  /** The options that nobody should read any further. */
  static Set<String> unusable(Map<String, String> options) {
    return found(options, OptionTexts::fault).keySet();
  }

  /** The options that hold a reference which Connect didn't replace, and what to say of each. */
  static Map<String, String> unresolved(Map<String, String> options) {
    return found(options, OptionTexts::reference);
  }

  private static Map<String, String> found(
      Map<String, String> options, BiFunction<String, String, Optional<String>> finding) {
    Map<String, String> found = new TreeMap<>();
    options.forEach(
        (name, value) -> {
          if (isOurs(name) && value != null) {
            finding.apply(name, value).ifPresent(text -> found.put(name, name + ' ' + text));
          }
        });
    return found;
  }

  private static boolean isOurs(String name) {
    return SinkOptions.definition().names().contains(name) || TopicOptions.isTopicOption(name);
  }

  /** A reference that is still there is one that Connect couldn't replace. */
  static Optional<String> reference(String name, String value) {
    Matcher matcher = REFERENCE.matcher(value);
    while (matcher.find()) {
      String provider = matcher.group(1);
      boolean placeholder =
          name.endsWith(TableOptions.NAME_FORMAT)
              && provider.matches("topic|(source|header|value|key)\\..*");
      if (!placeholder) {
        return Optional.of(
            "is a reference that wasn't resolved: the worker has no config provider \"%s\", or it has no key \"%s\" there. Correct the reference, or see config.providers in the worker's configuration"
                .formatted(provider, matcher.group(2)));
      }
    }
    return Optional.empty();
  }

  private static boolean isSecret(String name) {
    return name.endsWith("password");
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
