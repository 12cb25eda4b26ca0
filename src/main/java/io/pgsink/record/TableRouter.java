// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.config.NameCase;
import io.pgsink.config.NameFormat;
import io.pgsink.config.NameFormat.Part;
import io.pgsink.config.SinkConfig;
import io.pgsink.config.TableNaming;
import io.pgsink.config.TopicMapping;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.OneLine;
import io.pgsink.table.TableId;
import io.pgsink.table.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the table of a record: the first of {@code topics.to.tables} that matches the topic, else
 * {@code table.name.format}. Used by one thread.
 *
 * <p>Topic names, headers and source blocks come from outside. Names that PostgreSQL would cut or
 * that are in a schema of its own are refused: a topic's fails the task, a record's the record. A
 * table that isn't among {@code tables.allowed} is the record's fault in both cases.
 */
public final class TableRouter {
  private static final Logger LOG = LoggerFactory.getLogger(TableRouter.class);

  private final SinkConfig config;
  private final Map<String, Route> routes = new HashMap<>();
  private final Map<TableId, TableId> tables = new RecentlyUsed<>();
  private final Map<TableId, String> firstTopics = new HashMap<>();
  private final Set<TableId> shared = new HashSet<>();
  private final SourceNames sources = new SourceNames();
  private Route last = new Route("", null, null, null);

  /** Where a topic goes: to one table, or as a format says record by record. */
  private record Route(String topic, TableId table, NameFormat format, NameCase nameCase) {}

  /** A router for all topics of a connector. */
  public TableRouter(SinkConfig config) {
    this.config = config;
  }

  /**
   * The table of a record.
   *
   * @throws BadRecordException when the record lacks what the format asks for, gives a name that no
   *     table can have, or its table isn't allowed
   * @throws EnvironmentException when the topic's name gives a name that no table can have
   */
  public TableId route(ChangeEvent event) {
    String topic = event.record().topic();
    Route route = last.topic.equals(topic) ? last : routes.computeIfAbsent(topic, this::firstRoute);
    last = route;
    return route.table != null ? route.table : byRecord(route, event);
  }

  /** Whether the records of a topic choose their table themselves, by what they hold. */
  public boolean isChosenByRecord(String topic) {
    return config.table(topic).naming().isChosenByRecord(topic);
  }

  private Route firstRoute(String topic) {
    Route route = resolve(topic);
    String first = route.table == null ? topic : firstTopics.putIfAbsent(route.table, topic);
    if (first != null && !first.equals(topic) && shared.add(route.table)) {
      LOG.warn(
          "Topics \"{}\" and \"{}\" both go to table \"{}\": rows with the same key replace each"
              + " other, in no order between topics",
          OneLine.of(first),
          OneLine.of(topic),
          OneLine.of(route.table));
    }
    return route;
  }

  private Route resolve(String topic) {
    TableNaming naming = config.table(topic).naming();
    NameCase nameCase = naming.nameCase();
    for (TopicMapping mapping : naming.topicsToTables()) {
      Optional<TableName> table = mapping.table(topic, nameCase);
      if (table.isPresent()) {
        return new Route(topic, allowed(ofTopic(topic, table.get())), null, nameCase);
      }
    }
    NameFormat format = naming.format();
    if (!format.dependsOnTopicOnly()) {
      return new Route(topic, null, format, nameCase);
    }
    TableName name = name(format, part -> ofTopic(part, topic), nameCase);
    return new Route(topic, allowed(ofTopic(topic, name)), null, nameCase);
  }

  private TableId byRecord(Route route, ChangeEvent event) {
    TableName name = name(route.format, part -> text(part, event), route.nameCase);
    TableId given = name.id();
    TableId table = tables.get(given);
    if (table == null) {
      Optional<String> fault = fault(name);
      if (fault.isPresent()) {
        throw new BadRecordException(
            "table.name.format=%s gives a table name that can't be used: %s"
                .formatted(route.format, fault.get()));
      }
      table = allowed(given);
      tables.put(table, table);
    }
    return table;
  }

  private TableId allowed(TableId table) {
    if (config.allowedTables().allow(table)) {
      return table;
    }
    throw new BadRecordException(
        "its table %s isn't among tables.allowed; add it there if records may go to it"
            .formatted(table));
  }

  private String text(Part part, ChangeEvent event) {
    if (part instanceof Part.Source source) {
      return sources.name(event, source.field());
    } else if (part instanceof Part.Header header) {
      return HeaderNames.name(event.record(), header.name());
    } else if (part instanceof Part.Field field) {
      return ContentNames.field(event, field.of(), field.name());
    } else if (part instanceof Part.SchemaName) {
      return ContentNames.schemaName(event);
    } else if (part instanceof Part.FullSchemaName) {
      return ContentNames.fullSchemaName(event);
    }
    return ofTopic(part, event.record().topic());
  }

  private static TableName name(NameFormat format, Function<Part, String> text, NameCase nameCase) {
    TableName name = new TableName();
    for (Part part : format.parts()) {
      if (part instanceof Part.Quoted quoted) {
        quoted.parts().forEach(inner -> name.appendQuoted(text.apply(inner)));
      } else {
        name.append(nameCase.apply(text.apply(part)));
      }
    }
    return name;
  }

  private static TableId ofTopic(String topic, TableName name) {
    Optional<String> fault = fault(name);
    if (fault.isPresent()) {
      throw new EnvironmentException(
          "topic \"%s\" has no usable table: %s; name its table in topics.to.tables or with"
                  .formatted(topic, fault.get())
              + " table.name.format");
    }
    return name.id();
  }

  private static String ofTopic(Part part, String topic) {
    if (part instanceof Part.Text constant) {
      return constant.text();
    }
    if (part instanceof Part.TopicSegment segment) {
      return segment(topic, segment.index());
    }
    if (part instanceof Part.TopicUnderscored) {
      return topic.replace('.', '_');
    }
    return part instanceof Part.TopicNormalized ? topic.replaceAll("[^A-Za-z0-9_]", "_") : topic;
  }

  private static String segment(String topic, int index) {
    String[] segments = topic.split("\\.", -1);
    int position = index < 0 ? segments.length + index : index;
    if (position < 0 || position >= segments.length) {
      throw new EnvironmentException(
          "topic \"%s\" has no segment %d for table.name.format; name its table in"
                  .formatted(topic, index)
              + " topics.to.tables");
    }
    return segments[position];
  }

  private static Optional<String> fault(TableName name) {
    TableId table = name.id();
    Optional<String> ofSchema =
        name.hasSchema() ? FieldNames.fault(table.schema()) : Optional.empty();
    if (ofSchema.isPresent()) {
      return ofSchema.map(reason -> "its schema's name: " + reason);
    }
    if (table.schema().startsWith("pg_") || table.schema().equals("information_schema")) {
      return Optional.of("schema \"%s\" is PostgreSQL's own".formatted(table.schema()));
    }
    return FieldNames.fault(table.name()).map(reason -> "its name: " + reason);
  }
}
