// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** How the program is called. Needs nothing of Kafka, so that help comes without it. */
public final class ExplainUsage {
  static final String TEXT =
      """
      usage: pgsink explain CONNECTOR.json [--sample RECORDS.json] [--offline] [--set OPTION=VALUE]...
             pgsink version

      Shows what a connector would do: what is wrong with its options and its database, which topic
      goes to which table, which field to which column, the SQL of a batch, and the DDL that would
      run. It needs no broker and changes nothing.

        CONNECTOR.json          {"name": ..., "config": {...}}, or the config alone
        --sample RECORDS.json   records to show it with, one JSON after the other or in an array: each
                                {"topic": ..., "key": ..., "value": ...}, or a value alone
        --offline               leave the database alone
        --set OPTION=VALUE      another value of an option, such as a connection.url that can be
                                reached from here

      Environment:
        KAFKA_HOME   a Kafka installation, whose libs folder has the jars that are needed
        CLASSPATH    more jars, such as those of transforms
        PGPASSWORD   the password, where connection.password is a reference to a ConfigProvider
        JAVA_HOME    a Java 17 or newer, if it isn't the one that PATH has\
      """;

  private ExplainUsage() {}

  /** Prints it. */
  public static void main(String[] arguments) {
    new PrintStream(System.out, true, StandardCharsets.UTF_8).println(TEXT);
  }
}
