// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Names of time zones in texts, in any case, as PostgreSQL takes them: first the abbreviations that
 * its own list ({@code timezonesets/Default}) has with one offset, then the regions of the time
 * zone database. {@code UTC+2} is no name here: PostgreSQL reads it as POSIX does, two hours
 * <em>behind</em> UTC, which nobody who writes it means.
 */
final class ZoneNames {
  private static final String[] ABBREVIATIONS = {
    "UTC 0",
    "UT 0",
    "GMT 0",
    "Z 0",
    "ZULU 0",
    "WET 0",
    "WEST 1",
    "BST 1",
    "CET 1",
    "CEST 2",
    "EET 2",
    "EEST 3",
    "MSK 3",
    "MSD 4",
    "SAST 2",
    "JST 9",
    "KST 9",
    "HKT 8",
    "NZST 12",
    "NZDT 13",
    "AEST 10",
    "AEDT 11",
    "AWST 8",
    "NST -3.5",
    "AST -4",
    "ADT -3",
    "EST -5",
    "EDT -4",
    "CST -6",
    "CDT -5",
    "MST -7",
    "MDT -6",
    "PST -8",
    "PDT -7",
    "AKST -9",
    "AKDT -8",
    "HST -10",
  };

  private static final Map<String, ZoneRules> NAMES = names();

  private ZoneNames() {}

  /** The rules of a zone, or empty when no zone has the name. */
  static Optional<ZoneRules> rules(String name) {
    return Optional.ofNullable(NAMES.get(name.toLowerCase(Locale.ROOT)));
  }

  private static Map<String, ZoneRules> names() {
    Map<String, ZoneRules> names = new HashMap<>();
    for (String id : ZoneId.getAvailableZoneIds()) {
      if (!id.startsWith("SystemV/")) {
        names.put(id.toLowerCase(Locale.ROOT), ZoneId.of(id).getRules());
      }
    }
    for (String abbreviation : ABBREVIATIONS) {
      int space = abbreviation.indexOf(' ');
      double hours = Double.parseDouble(abbreviation.substring(space + 1));
      ZoneOffset offset = ZoneOffset.ofTotalSeconds((int) (hours * 3600));
      names.put(abbreviation.substring(0, space).toLowerCase(Locale.ROOT), offset.getRules());
    }
    return Map.copyOf(names);
  }
}
