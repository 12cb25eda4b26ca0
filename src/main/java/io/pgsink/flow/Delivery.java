// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.columnar.Statement;
import io.pgsink.link.Change;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.WriteException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** What a delivery guarantee asks of the path. One class per mode, chosen once. */
interface Delivery {

  /** What is spread over the lanes where nothing binds it: see {@link LaneMap}. */
  Object source(Change change, OffsetTracker.Partition partition);

  /** The lane of a change whose source isn't bound; all changes of one key get the same one. */
  int lane(Change change, int lanes);

  /**
   * Partitions are assigned: what must be known before their records may be written. Called on the
   * task's thread, again and again until it succeeds.
   *
   * @return the offsets that the consumer must be moved to
   */
  Map<TopicPartition, Long> claim(Database database, Collection<TopicPartition> partitions)
      throws WriteException;

  /** Partitions are ours no more. */
  void release(Collection<TopicPartition> partitions);

  /**
   * Refuses a record whose offset says that history was changed behind our back.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException when it must not be written
   */
  void check(OffsetTracker.Partition partition, long offset);

  /**
   * What must wait together, in order, when a change of it waits for one that a constraint asks
   * for: at least once the changes of a row; exactly once those of a partition, since no offset may
   * pass what waits, and nothing behind it may be stored without its offset.
   */
  Object unit(Change change);

  /** Whether offsets are stored with the rows. */
  boolean storesOffsets();

  /** The step of the offsets that must commit together with a batch, if any. */
  Optional<Statement> advance(List<OffsetTracker.Span> spans);

  /** Whether a batch whose commit was not answered is stored nevertheless. */
  boolean isStored(Database database, List<OffsetTracker.Span> spans) throws WriteException;
}
