// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import io.pgsink.config.NameCase;
import io.pgsink.config.SinkConfig;
import io.pgsink.config.TableConfig;
import io.pgsink.record.ChangeEvent;
import io.pgsink.record.TableRouter;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The tables that are known before the first record.
 *
 * @param targets the topics whose name alone decides
 * @param refusals why a topic's name can't be a table's, by topic
 */
public record TopicTables(List<Target> targets, Map<String, String> refusals) {

  /** Topics behind that are looked at by the task only. */
  private static final long LONGEST_NANOS = 2_000_000_000;

  /** Transforms that leave a record's topic as it is. */
  private static final Set<String> KEEP_TOPIC =
      Set.of(
          "Cast",
          "DropHeaders",
          "ExtractField",
          "ExtractNewRecordState",
          "Filter",
          "Flatten",
          "HeaderFrom",
          "HoistField",
          "InsertField",
          "InsertHeader",
          "MaskField",
          "ReplaceField",
          "SetSchemaMetadata",
          "TimestampConverter",
          "ValueToKey");

  /**
   * A topic and its table.
   *
   * @param topic the topic
   * @param table the table that its records go to
   * @param config the topic's options
   */
  public record Target(String topic, TableId table, TableConfig config) {
    /** The option that gave the table its name. */
    public String namedBy() {
      boolean mapped =
          config.naming().topicsToTables().stream()
              .anyMatch(m -> m.table(topic, NameCase.KEEP).isPresent());
      return mapped ? "topics.to.tables" : "table.name.format";
    }
  }

  /**
   * Routes the topics that the options name, as far as no record has to be asked.
   *
   * @param config the parsed options
   * @param options the same options as texts, with the transforms
   */
  public static TopicTables of(SinkConfig config, Map<String, String> options) {
    List<Target> targets = new ArrayList<>();
    Map<String, String> refusals = new LinkedHashMap<>();
    TableRouter router = new TableRouter(config);
    long end = System.nanoTime() + LONGEST_NANOS;
    for (String part : options.getOrDefault("topics", "").split(",", -1)) {
      String topic = part.trim();
      TableConfig table = config.table(topic);
      if (System.nanoTime() > end) {
        break;
      }
      try {
        if (topic.isEmpty() || isRenamed(options) || !isDecided(topic, table)) {
          continue;
        }
        SinkRecord record = new SinkRecord(topic, 0, null, null, null, Map.of(), 0);
        targets.add(new Target(topic, router.route(ChangeEvent.of(record, table)), table));
      } catch (EnvironmentException | BadRecordException e) {
        refusals.put(topic, e.getMessage());
      }
    }
    return new TopicTables(List.copyOf(targets), refusals);
  }

  private static boolean isDecided(String topic, TableConfig table) {
    return table.naming().format().dependsOnTopicOnly()
        || table.naming().topicsToTables().stream()
            .anyMatch(m -> m.table(topic, NameCase.KEEP).isPresent());
  }

  /** Whether a transform may give records another topic than the one they are consumed from. */
  private static boolean isRenamed(Map<String, String> options) {
    String transforms = options.getOrDefault("transforms", "");
    for (String alias : transforms.isBlank() ? new String[0] : transforms.split(",", -1)) {
      String type = options.getOrDefault("transforms." + alias.trim() + ".type", "");
      String simple = type.substring(type.lastIndexOf('.') + 1);
      int nested = simple.indexOf('$');
      if (!KEEP_TOPIC.contains(nested < 0 ? simple : simple.substring(0, nested))) {
        return true;
      }
    }
    return false;
  }
}
