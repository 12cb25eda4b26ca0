// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.TimestampUnits;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/** The option {@code timestamp.units}: {@code column:unit} pairs, {@code *} for all columns. */
public final class UnitOption {
  public static final String NAME = "timestamp.units";

  private static final String FORM = "column:unit, for example created_at:us";

  private UnitOption() {}

  /**
   * The units of a list.
   *
   * @throws ConfigException naming the option and the element that can't be read
   */
  static TimestampUnits parse(String option, String text) {
    Map<String, ChronoUnit> columns = new LinkedHashMap<>();
    Optional<ChronoUnit> others = Optional.empty();
    for (String element : Option.list(option, text)) {
      int colon = QuotedText.lastIndexOf(option, element, ':');
      if (colon <= 0) {
        throw new ConfigException("%s: \"%s\" isn't %s".formatted(option, element, FORM));
      }
      ChronoUnit unit = unit(option, element.substring(colon + 1).trim());
      String name = element.substring(0, colon).trim();
      boolean twice;
      if (name.equals("*")) {
        twice = others.isPresent();
        others = Optional.of(unit);
      } else {
        twice = columns.put(Identifiers.name(option, name), unit) != null;
      }
      if (twice) {
        throw new ConfigException("%s gives \"%s\" two units; keep one".formatted(option, name));
      }
    }
    return new TimestampUnits(columns, others);
  }

  private static ChronoUnit unit(String option, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "s" -> ChronoUnit.SECONDS;
      case "ms" -> ChronoUnit.MILLIS;
      case "us" -> ChronoUnit.MICROS;
      case "ns" -> ChronoUnit.NANOS;
      default ->
          throw new ConfigException(
              "%s: the unit must be one of s, ms, us, ns, not \"%s\"".formatted(option, text));
    };
  }
}
