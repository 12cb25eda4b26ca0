// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * One option while it is being declared: what {@link ConfigDef#define} takes in fourteen arguments,
 * by name. Everything that isn't said is: no default, low importance, medium width, always visible.
 */
public final class Option {
  private final String name;
  private final ConfigDef.Type type;
  private final String displayName;
  private Object defaultValue;
  private String documentation = "";
  private Importance importance = Importance.LOW;
  private Width width = Width.MEDIUM;
  private ConfigDef.Validator validator;
  private List<Object> recommended = List.of();
  private Predicate<Map<String, Object>> visible = values -> true;
  private List<String> dependents = List.of();

  private Option(String name, ConfigDef.Type type, String displayName) {
    this.name = name;
    this.type = type;
    this.displayName = displayName;
  }

  static Option text(String name, String displayName) {
    return new Option(name, ConfigDef.Type.STRING, displayName);
  }

  static Option secret(String name, String displayName) {
    return new Option(name, ConfigDef.Type.PASSWORD, displayName);
  }

  static Option flag(String name, String displayName) {
    return new Option(name, ConfigDef.Type.BOOLEAN, displayName).width(Width.SHORT);
  }

  static Option integer(String name, String displayName) {
    return new Option(name, ConfigDef.Type.INT, displayName).width(Width.SHORT);
  }

  static Option milliseconds(String name, String displayName) {
    return new Option(name, ConfigDef.Type.LONG, displayName).width(Width.SHORT);
  }

  /** An option that a connector can't do without. */
  Option required() {
    defaultValue = ConfigDef.NO_DEFAULT_VALUE;
    return this;
  }

  Option defaultsTo(Object value) {
    defaultValue = value;
    return this;
  }

  Option importance(Importance value) {
    importance = value;
    return this;
  }

  Option width(Width value) {
    width = value;
    return this;
  }

  /** The text of the reference. Lines are joined with a space. */
  Option documentation(String... lines) {
    documentation = String.join(" ", lines);
    return this;
  }

  /**
   * A parser that throws {@link ConfigException} naming the option; absent values aren't checked.
   */
  Option parsedBy(BiConsumer<String, String> parser, String validValues) {
    validator = validator((option, value) -> parser.accept(option, value.toString()), validValues);
    return this;
  }

  Option atLeast(long least) {
    return between(least, Long.MAX_VALUE);
  }

  Option between(long least, long greatest) {
    String range = greatest == Long.MAX_VALUE ? least + " or more" : least + " to " + greatest;
    validator =
        validator(
            (option, value) -> {
              long number = ((Number) value).longValue();
              if (number < least || number > greatest) {
                throw new ConfigException(option + " must be " + range + ", not " + number);
              }
            },
            range);
    return this;
  }

  /** All valid values: a form offers them as a choice, and nothing else can be entered there. */
  Option recommends(Object... values) {
    recommended = List.of(values);
    return this;
  }

  /** One of the constants, in any case. */
  <E extends Enum<E>> Option oneOf(Class<E> constants) {
    String[] texts = texts(constants);
    validator =
        validator(
            (option, value) -> choice(constants, option, value.toString()),
            String.join(", ", texts));
    return recommends((Object[]) texts);
  }

  /** When a form shows the option, decided by the values of others; absent ones are null. */
  Option visibleWhen(Predicate<Map<String, Object>> condition) {
    visible = condition;
    return this;
  }

  /** The options that a form has to look at again when this one changes. */
  Option dependents(String... names) {
    dependents = List.of(names);
    return this;
  }

  /** Adds the options to the definition as one group of a form, in this order. */
  static void define(ConfigDef definition, String group, List<Option> options) {
    int order = 0;
    for (Option option : options) {
      order++;
      definition.define(
          option.name,
          option.type,
          option.defaultValue,
          option.validator,
          option.importance,
          option.documentation,
          group,
          order,
          option.width,
          option.displayName,
          option.dependents,
          option.new FormHints());
    }
  }

  /**
   * The constant that a text names, in any case.
   *
   * @throws ConfigException when there is none, with all that there are
   */
  static <E extends Enum<E>> E choice(Class<E> constants, String option, String text) {
    String wanted = text.trim();
    for (E constant : constants.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(wanted)) {
        return constant;
      }
    }
    throw new ConfigException(
        option
            + " must be one of "
            + String.join(", ", texts(constants))
            + ", not \""
            + wanted
            + '"');
  }

  /**
   * The elements of a comma-separated list, trimmed.
   *
   * @throws ConfigException when one is empty
   */
  public static List<String> list(String option, String text) {
    List<String> elements = new ArrayList<>();
    if (text.isBlank()) {
      return elements;
    }
    for (String part : QuotedText.split(option, text, ',')) {
      if (part.isBlank()) {
        throw new ConfigException(option + " has an empty element; take the extra comma away");
      }
      elements.add(part.trim());
    }
    return elements;
  }

  private static <E extends Enum<E>> String[] texts(Class<E> constants) {
    return Arrays.stream(constants.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }

  private static ConfigDef.Validator validator(
      BiConsumer<String, Object> check, String validValues) {
    return ConfigDef.LambdaValidator.with(
        (option, value) -> {
          if (value != null) {
            check.accept(option, value);
          }
        },
        () -> validValues);
  }

  private final class FormHints implements ConfigDef.Recommender {
    @Override
    public List<Object> validValues(String option, Map<String, Object> values) {
      return type == ConfigDef.Type.BOOLEAN ? List.of(true, false) : recommended;
    }

    @Override
    public boolean visible(String option, Map<String, Object> values) {
      return visible.test(values);
    }
  }
}
