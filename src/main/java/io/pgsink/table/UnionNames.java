// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.Map;

/**
 * How converters of schema registries mark a Struct that stands for a union: a field for each
 * branch, of which one is set.
 */
public final class UnionNames {
  /** Set with {@code generalized.sum.type.support}, whatever the format. */
  private static final String PARAMETER = "org.apache.kafka.connect.data.Union";

  private UnionNames() {}

  /**
   * Whether a Struct's schema is a union's.
   *
   * @param name the schema's name, or null
   * @param parameters the schema's parameters, or null
   */
  public static boolean isUnion(String name, Map<String, String> parameters) {
    if (parameters != null && parameters.containsKey(PARAMETER)) {
      return true;
    }
    return name != null
        && (name.equals("io.confluent.connect.avro.Union")
            || name.equals("io.apicurio.registry.utils.converter.avro.Union")
            || name.equals("io.confluent.connect.json.OneOf")
            || name.startsWith("io.confluent.connect.protobuf.Union"));
  }
}
