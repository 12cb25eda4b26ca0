// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

/** Where the rig takes PostgreSQL and Kafka from. */
final class Backend {
  private Backend() {}

  /** Containers of the official images rather than embedded processes. */
  static boolean isContainers() {
    return System.getProperty("pgsink.rig", "embedded").equals("containers");
  }
}
