// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.UpdateRule;
import io.pgsink.table.UpdateWhen;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * What happens to a row that exists.
 *
 * @param columns the columns that are set
 * @param rules how the stored and the new value become one, by column; others are replaced
 * @param when when the row is updated at all
 */
public record UpdateConfig(UpdateColumns columns, Map<String, UpdateRule> rules, UpdateWhen when) {

  static final String COLUMNS = "update.columns";
  static final String RULES = "update.rules";
  static final String WHEN = "update.when";

  static UpdateConfig parse(Values values) {
    return new UpdateConfig(
        UpdateColumns.parse(COLUMNS, values.text(COLUMNS)),
        rules(RULES, values.textIfSet(RULES).orElse("")),
        when(WHEN, values.text(WHEN)));
  }

  static Map<String, UpdateRule> rules(String option, String text) {
    Map<String, UpdateRule> rules = new LinkedHashMap<>();
    for (String element : Option.list(option, text)) {
      int colon = QuotedText.lastIndexOf(option, element, ':');
      if (colon <= 0) {
        throw new ConfigException(
            "%s: \"%s\" isn't column:rule, for example hits:add".formatted(option, element));
      }
      String column = Identifiers.name(option, element.substring(0, colon).trim());
      UpdateRule rule = Option.choice(UpdateRule.class, option, element.substring(colon + 1));
      if (rules.put(column, rule) != null) {
        throw new ConfigException(
            "%s has two rules for column \"%s\"; keep one".formatted(option, column));
      }
    }
    return Collections.unmodifiableMap(rules);
  }

  static UpdateWhen when(String option, String text) {
    String trimmed = text.trim();
    return switch (trimmed.toLowerCase(Locale.ROOT)) {
      case "always" -> new UpdateWhen.Always();
      case "changed" -> new UpdateWhen.Changed();
      case "newer", "newer:" ->
          throw new ConfigException(
              option
                  + "=newer needs the column that holds the version, for example newer:updated_at");
      default ->
          Prefixed.argument(trimmed, "newer")
              .map(column -> new UpdateWhen.Newer(Identifiers.name(option, column)))
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "%s must be always, changed or newer:<column>, not \"%s\""
                              .formatted(option, trimmed)));
    };
  }

  void check(Findings findings, ConflictConfig conflict) {
    for (Map.Entry<String, UpdateRule> rule : rules.entrySet()) {
      String column = rule.getKey();
      if (conflict.keys().isPresent() && conflict.keys().get().contains(column)) {
        findings.error(
            RULES,
            ("update.rules has a rule for \"%s\", which is in conflict.keys and so never updated;"
                    + " take it out of one of them")
                .formatted(column));
      }
      if (!columns.updates(column) && rule.getValue() != UpdateRule.KEEP) {
        findings.error(
            RULES,
            ("update.rules has a rule for \"%s\", which update.columns leaves out; take it out of"
                    + " one of them")
                .formatted(column));
      }
    }
    newerColumn().ifPresent(column -> checkVersion(findings, conflict, column));
  }

  private Optional<String> newerColumn() {
    return when instanceof UpdateWhen.Newer newer ? Optional.of(newer.column()) : Optional.empty();
  }

  /** A version that an update doesn't move would let every later change through, or none. */
  private void checkVersion(Findings findings, ConflictConfig conflict, String column) {
    if (conflict.keys().isPresent() && conflict.keys().get().contains(column)) {
      findings.error(
          WHEN,
          "update.when=newer:%s compares a column of conflict.keys, which is always equal; name the"
                  .formatted(column)
              + " column that holds the version");
    } else if (!columns.updates(column)) {
      findings.error(
          WHEN,
          ("update.when=newer:%s needs the column to be updated, but update.columns leaves it out;"
                  + " add it there")
              .formatted(column));
    }
    UpdateRule rule = rules.getOrDefault(column, UpdateRule.REPLACE);
    if (rule != UpdateRule.REPLACE && rule != UpdateRule.GREATEST && rule != UpdateRule.COALESCE) {
      findings.error(
          WHEN,
          ("update.when=newer:%s needs the column to take the newer value, but update.rules says"
                  + " %s; take that rule away")
              .formatted(column, rule.name().toLowerCase(Locale.ROOT)));
    }
  }
}
