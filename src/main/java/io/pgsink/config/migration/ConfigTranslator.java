// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config.migration;

import io.pgsink.config.ConnectionConfig;
import io.pgsink.config.ConnectionUrl;
import io.pgsink.config.ErrorConfig;
import io.pgsink.config.FieldFilter;
import io.pgsink.config.NameCase;
import io.pgsink.config.Option;
import io.pgsink.config.SinkOptions;
import io.pgsink.config.TableOptions;
import io.pgsink.config.TopicOptions;
import io.pgsink.config.Translation;
import io.pgsink.config.UnitOption;
import io.pgsink.config.UrlParameters;
import io.pgsink.config.WriteConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigException;

/**
 * Understands the option names of the JDBC sinks that people move in from, so that their connector
 * JSONs run after changing {@code connector.class} only. Where such a name is found, an absent
 * option has that sink's default: {@code insert.mode} is insert and rows have no key. Used once, by
 * one thread.
 *
 * <p>What differs is explained to users in {@code docs/migrating.md}.
 */
final class ConfigTranslator implements Rewrite {
  private static final String TIMESTAMP_FIELDS = "timestamp.fields.list";
  private static final String TIMESTAMP_PRECISION = "timestamp.precision.mode";

  private final Map<String, String> given;
  private final Map<String, String> options;
  private final Map<String, String> origins = new HashMap<>();
  private final List<String> notices = new ArrayList<>();
  private final Map<String, List<String>> refusals = new LinkedHashMap<>();

  ConfigTranslator(Map<String, String> given) {
    this.options = new LinkedHashMap<>(given);
    // a JSON null is an option that isn't set
    this.options.values().removeIf(Objects::isNull);
    this.given = new LinkedHashMap<>(options);
  }

  Translation translate() {
    driverParameters();
    boolean foreign = given.keySet().stream().anyMatch(ForeignOptions::isForeign);
    if (foreign) {
      boolean debezium = given.keySet().stream().anyMatch(ForeignOptions::isDebezium);
      ForeignOptions.RENAMED.forEach(
          (from, to) -> take(from).ifPresent(value -> set(from, to, value)));
      new NameTranslation(this)
          .translate(debezium ? NameTranslation.Peer.DEBEZIUM : NameTranslation.Peer.OTHER);
      insertMode();
      keys();
      schemaEvolution();
      fieldLists("field.include.list", FieldFilter.INCLUDE);
      fieldLists("field.exclude.list", FieldFilter.EXCLUDE);
      timestamps();
      limits();
      for (String option : new TreeSet<>(options.keySet())) {
        drop(option);
      }
    }
    return new Translation(options, origins, List.copyOf(notices), refusals);
  }

  /** {@code connection.<name>} for anything that the driver knows: allowed ones go into the URL. */
  private void driverParameters() {
    for (String option : new TreeSet<>(given.keySet())) {
      boolean own = SinkOptions.definition().names().contains(option);
      if (own || !option.startsWith("connection.") || ForeignOptions.isForeign(option)) {
        continue;
      }
      String parameter = option.substring("connection.".length());
      if (parameter.equals("loginTimeout") && given.get(option).trim().matches("\\d{1,6}")) {
        String seconds = take(option).orElseThrow().trim();
        set(option, ConnectionConfig.CONNECT_TIMEOUT, seconds + "000");
      } else if (UrlParameters.isAllowed(parameter) && given.get(ConnectionUrl.OPTION) != null) {
        String url = options.get(ConnectionUrl.OPTION);
        String value = URLEncoder.encode(take(option).orElseThrow(), StandardCharsets.UTF_8);
        options.put(
            ConnectionUrl.OPTION,
            url + (url.indexOf('?') < 0 ? '?' : '&') + parameter + '=' + value);
        notices.add(option + " is used as parameter " + parameter + " of connection.url");
      }
    }
  }

  private void insertMode() {
    String mode = options.get(TableOptions.INSERT_MODE);
    if (mode == null) {
      set(TableOptions.INSERT_MODE, TableOptions.INSERT_MODE, "insert");
    } else if (mode.trim().equalsIgnoreCase("multi")) {
      options.remove(TableOptions.INSERT_MODE);
      set(TableOptions.INSERT_MODE, TableOptions.INSERT_MODE, "insert");
    }
  }

  private void keys() {
    Optional<String> debeziumMode = take("primary.key.mode");
    Optional<String> otherMode = take("pk.mode");
    Optional<String> debeziumFields = take("primary.key.fields");
    Optional<String> otherFields = take("pk.fields");
    boolean debezium = debeziumMode.isPresent() || debeziumFields.isPresent();
    new KeyTranslation(
            this, debezium ? "primary.key" : "pk", debeziumMode.or(() -> otherMode).orElse("none"))
        .translate(debeziumFields.or(() -> otherFields).orElse(""), take("delete.enabled"));
  }

  private void schemaEvolution() {
    Optional<String> evolution = take("schema.evolution");
    if (evolution.isEmpty()) {
      return;
    }
    switch (evolution.get().trim().toLowerCase(Locale.ROOT)) {
      case "basic" -> {
        set("schema.evolution", TableOptions.CREATE, "true");
        set("schema.evolution", TableOptions.EVOLVE, "true");
      }
      case "none", "validate-only" -> notices.add("schema.evolution: tables aren't changed");
      default ->
          refuse("schema.evolution", "schema.evolution must be none or basic; see auto.create");
    }
  }

  /** Elements are {@code field}, or {@code topic:field} for one topic. */
  private void fieldLists(String from, String to) {
    Optional<String> list = take(from);
    if (list.isEmpty()) {
      return;
    }
    List<String> everywhere = new ArrayList<>();
    Map<String, List<String>> topics = new LinkedHashMap<>();
    for (String element : elements(from, list.get())) {
      int colon = element.indexOf(':');
      if (colon < 0) {
        everywhere.add(element.trim());
      } else {
        String topic = element.substring(0, colon).trim();
        String field = element.substring(colon + 1).trim();
        topics.computeIfAbsent(topic, key -> new ArrayList<>()).add(field);
      }
    }
    if (!everywhere.isEmpty()) {
      set(from, to, String.join(",", everywhere));
    }
    topics.forEach(
        (topic, fields) -> {
          List<String> all = new ArrayList<>(everywhere);
          all.addAll(fields);
          set(from, TopicOptions.PREFIX + topic + '.' + to, String.join(",", all));
        });
  }

  /** Fields whose whole numbers are timestamps, all in one unit. */
  private void timestamps() {
    Optional<String> list = take(TIMESTAMP_FIELDS);
    Optional<String> mode =
        take(TIMESTAMP_PRECISION).map(text -> text.trim().toLowerCase(Locale.ROOT));
    Optional<String> unit =
        switch (mode.orElse("microseconds")) {
          case "microseconds" -> Optional.of("us");
          case "nanoseconds" -> Optional.of("ns");
          case "milliseconds" -> Optional.of("ms");
          case "seconds" -> Optional.of("s");
          default -> Optional.empty();
        };
    if (unit.isEmpty()) {
      refuse(
          TIMESTAMP_PRECISION,
          TIMESTAMP_PRECISION + " must be microseconds, nanoseconds, milliseconds or seconds");
      return;
    }
    List<String> fields = list.isEmpty() ? List.of() : elements(TIMESTAMP_FIELDS, list.get());
    if (!fields.isEmpty()) {
      NameCase nameCase = NameCase.of(option(TableOptions.NAME_CASE));
      List<String> pairs =
          fields.stream().map(field -> nameCase.apply(field) + ':' + unit.get()).toList();
      append(TIMESTAMP_FIELDS, UnitOption.NAME, String.join(",", pairs));
      mode.ifPresent(
          text ->
              notices.add(
                  "%s is used as unit %s in %s"
                      .formatted(TIMESTAMP_PRECISION, unit.get(), UnitOption.NAME)));
    } else if (mode.isPresent()) {
      notices.add(TIMESTAMP_PRECISION + " has no effect: " + TIMESTAMP_FIELDS + " names no field");
    }
  }

  /**
   * Values that mean "as small as possible" elsewhere, and a constant backoff above our longest.
   */
  private void limits() {
    if ("0".equals(options.get(WriteConfig.BATCH_SIZE))) {
      options.put(WriteConfig.BATCH_SIZE, "1");
    }
    String backoff = options.getOrDefault(ErrorConfig.RETRY_BACKOFF, "").trim();
    if (backoff.equals("0")) {
      options.put(ErrorConfig.RETRY_BACKOFF, "1");
    } else if (backoff.matches("\\d{5,7}") && Integer.parseInt(backoff) > 30_000) {
      set(ErrorConfig.RETRY_BACKOFF, ErrorConfig.RETRY_BACKOFF_MAX, backoff);
    }
  }

  private void drop(String option) {
    ForeignOptions.withoutEffect(option)
        .ifPresent(
            reason -> {
              options.remove(option);
              notices.add(option + " has no effect: " + reason);
            });
    ForeignOptions.refusal(option)
        .ifPresent(
            refusal -> {
              String value = take(option).orElse("").trim().toLowerCase(Locale.ROOT);
              if (refusal.harmless().contains(value)) {
                notices.add(option + " has no effect: it is so anyway");
              } else {
                refuse(option, option + " can't be honoured: " + refusal.reason());
              }
            });
  }

  @Override
  public Optional<String> take(String option) {
    return Optional.ofNullable(options.remove(option));
  }

  @Override
  public void set(String from, String to, String value) {
    if (options.containsKey(to)) {
      refuse(from, from + " and " + to + " are both set and mean the same; keep " + to);
      return;
    }
    options.put(to, value);
    origins.put(to, from);
    notices.add(
        from.equals(to)
            ? to + "=" + value + " is meant, as other sinks' options are in use"
            : from + " is used as " + to + "=" + value);
  }

  @Override
  public void refuse(String option, String message) {
    List<String> messages = refusals.computeIfAbsent(option, name -> new ArrayList<>());
    if (!messages.contains(message)) {
      messages.add(message);
    }
  }

  @Override
  public List<String> elements(String option, String text) {
    try {
      return Option.list(option, text);
    } catch (ConfigException e) {
      refuse(option, e.getMessage());
      return List.of();
    }
  }

  @Override
  public Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name)).map(String::trim);
  }

  @Override
  public void append(String from, String to, String elements) {
    String list = option(to).filter(text -> !text.isEmpty()).map(text -> text + ',').orElse("");
    options.remove(to);
    set(from, to, list + elements);
  }
}
