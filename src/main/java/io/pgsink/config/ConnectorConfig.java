// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

/** What holds for all topics of a connector. */
record ConnectorConfig(
    ConnectionConfig connection,
    WriteConfig write,
    ErrorConfig errors,
    AllowedTables allowedTables) {

  static ConnectorConfig parse(Values values) {
    return new ConnectorConfig(
        ConnectionConfig.parse(values),
        WriteConfig.parse(values),
        ErrorConfig.parse(values),
        AllowedTables.parse(values));
  }
}
