// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import io.pgsink.rig.TestDatabase;

/** A way to write a workload into the table {@code target}. */
interface Contender {
  /** What it is called. */
  String name();

  /** Gets ready to write a workload: connects, prepares, and warms up with some of its rows. */
  Session open(TestDatabase database, Workload workload) throws Exception;

  /** A contender that is ready. */
  interface Session extends AutoCloseable {
    /** Writes all changes; returns when they are durable. */
    void write() throws Exception;

    @Override
    void close() throws Exception;
  }
}
