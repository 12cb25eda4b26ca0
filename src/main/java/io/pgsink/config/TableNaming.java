// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import java.util.List;

/**
 * Which table a topic's records go to.
 *
 * @param topicsToTables looked at first, in order; the first that matches decides
 * @param format names the table when no mapping matches
 * @param nameCase applied to what the mapping or format makes of a topic
 */
public record TableNaming(List<TopicMapping> topicsToTables, NameFormat format, NameCase nameCase) {

  /** Whether the records of a topic choose their table themselves, by what they hold. */
  public boolean isChosenByRecord(String topic) {
    return !format.dependsOnTopicOnly()
        && topicsToTables.stream().noneMatch(each -> each.table(topic, nameCase).isPresent());
  }
}
