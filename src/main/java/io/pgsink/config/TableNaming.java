package io.pgsink.config;

import java.util.List;

/**
 * Which table a topic's records go to.
 *
 * @param topicsToTables looked at first, in order; the first that matches decides
 * @param format names the table when no mapping matches
 */
public record TableNaming(List<TopicMapping> topicsToTables, NameFormat format) {}
