// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config.migration;

import io.pgsink.config.TableOptions;
import java.util.Map;
import java.util.Optional;

/** How tables and columns get their names in other JDBC sinks. */
final class NameTranslation {
  private final Rewrite rewrite;

  NameTranslation(Rewrite rewrite) {
    this.rewrite = rewrite;
  }

  /** Whose options are in use. */
  enum Peer {
    /** Debezium's: dots in topics become underscores, and names aren't quoted. */
    DEBEZIUM,
    /** Confluent's or Aiven's. */
    OTHER
  }

  void translate(Peer peer) {
    Optional<String> format = rewrite.take("collection.name.format");
    String from = format.isPresent() ? "collection.name.format" : TableOptions.NAME_FORMAT;
    String template = format.orElse(rewrite.option(TableOptions.NAME_FORMAT).orElse("${topic}"));
    String placeholder = peer == Peer.DEBEZIUM ? "${topic.underscored}" : "${topic}";
    if (rewrite.take("table.name.normalize").filter(Boolean::parseBoolean).isPresent()) {
      from = "table.name.normalize";
      placeholder = "${topic.normalized}";
      template = normalized(template);
    }
    String translated = template.replace("${topic}", placeholder);
    if (format.isPresent() || !translated.equals(template) || from.equals("table.name.normalize")) {
      boolean replaced = format.isEmpty() && rewrite.take(TableOptions.NAME_FORMAT).isPresent();
      rewrite.set(replaced ? TableOptions.NAME_FORMAT : from, TableOptions.NAME_FORMAT, translated);
    }
    quoting(peer);
  }

  /** What stands around the placeholder is normalized too, dots included. */
  private static String normalized(String template) {
    String[] texts = template.split("\\$\\{topic}", -1);
    for (int i = 0; i < texts.length; i++) {
      texts[i] = texts[i].replaceAll("[^A-Za-z0-9_]", "_");
    }
    return String.join("${topic}", texts);
  }

  /** Names that weren't quoted are stored in lower case. */
  private void quoting(Peer peer) {
    Map<String, String> unquoted =
        Map.of(
            "quote.sql.identifiers", "never",
            "sql.quote.identifiers", "false",
            "quote.identifiers", "false");
    boolean said = false;
    for (Map.Entry<String, String> option : unquoted.entrySet()) {
      Optional<String> value = rewrite.take(option.getKey());
      said |= value.isPresent();
      if (value.filter(text -> text.trim().equalsIgnoreCase(option.getValue())).isPresent()) {
        rewrite.set(option.getKey(), TableOptions.NAME_CASE, "lower");
      }
    }
    if (peer == Peer.DEBEZIUM && !said && !rewrite.option(TableOptions.NAME_CASE).isPresent()) {
      rewrite.set("quote.identifiers", TableOptions.NAME_CASE, "lower");
    }
  }
}
