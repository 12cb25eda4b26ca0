// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;

/** Chooses the fast way by the options of Kafka's converter. */
final class FastWays {
  private static final byte[] NOTHING =
      "{\"schema\":null,\"payload\":null}".getBytes(StandardCharsets.UTF_8);

  private FastWays() {}

  /**
   * @param kafkas the worker's converter, which has taken the options already
   */
  static FastWay of(JsonConverter kafkas, Map<String, ?> given) {
    AbstractConfig options = new AbstractConfig(kafkas.config(), given, false);
    if (!options.getBoolean("schemas.enable")) {
      return new PlainWay();
    }
    Readers readers = new Readers(options.getBoolean("replace.null.with.default"));
    return readsEnvelopes(kafkas)
        ? new EnvelopeWay(new KnownSchemas(options.getInt("schemas.cache.size")), readers)
        : new FixedSchemaWay(readers);
  }

  /** Otherwise the worker has the option {@code schema.content}, and it is set. */
  private static boolean readsEnvelopes(JsonConverter kafkas) {
    try {
      return kafkas.toConnectData("", NOTHING).schema() == null;
    } catch (DataException noEnvelope) {
      return false;
    }
  }
}
