// SPDX-License-Identifier: Apache-2.0
package io.pgsink.demo;

import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestProducer;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.Date;
import java.util.Random;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** A lively stream of orders: a third are new, most change a recent one, a few are cancelled. */
final class Orders {
  private static final Schema KEY = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
  private static final Schema ORDER =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("customer", Schema.STRING_SCHEMA)
          .field("status", Schema.STRING_SCHEMA)
          .field("amount", Decimal.schema(2))
          .field("changed_at", Timestamp.SCHEMA)
          .field("note", Schema.OPTIONAL_STRING_SCHEMA)
          .build();
  private static final String[] CUSTOMERS = {"ada", "bob", "chloé", "dmitri", "émile", "福田"};
  private static final String[] STATES = {"placed", "paid", "packed", "shipped", "delivered"};
  private static final int RECENT = 2_000;

  private final TestKafka kafka;
  private final String topic;
  private final int records;
  private final Random random = new Random(7);
  private final BitSet alive = new BitSet();
  private volatile boolean sent;

  private Orders(TestKafka kafka, String topic, int records) {
    this.kafka = kafka;
    this.topic = topic;
    this.records = records;
  }

  /** Sends the stream on a thread of its own. */
  static Orders send(TestKafka kafka, String topic, int records) {
    Orders orders = new Orders(kafka, topic, records);
    Thread thread = new Thread(orders::run, "orders");
    thread.setDaemon(true);
    thread.start();
    return orders;
  }

  boolean isSent() {
    return sent;
  }

  /** How many orders were not cancelled; known once all is sent. */
  int expectedRows() {
    return alive.cardinality();
  }

  private void run() {
    try (TestProducer producer = new TestProducer(kafka)) {
      int newest = 0;
      for (int i = 0; i < records; i++) {
        boolean isNew = newest == 0 || random.nextInt(3) == 0;
        int id = isNew ? ++newest : Math.max(1, newest - random.nextInt(RECENT));
        Struct key = new Struct(KEY).put("id", (long) id);
        if (!isNew && random.nextInt(20) == 0) {
          alive.clear(id);
          producer.send(topic, KEY, key, null, null);
        } else {
          alive.set(id);
          producer.send(topic, KEY, key, ORDER, order(id, isNew ? "placed" : anyOf(STATES)));
        }
      }
    }
    sent = true;
  }

  private Struct order(int id, String status) {
    return new Struct(ORDER)
        .put("id", (long) id)
        .put("customer", anyOf(CUSTOMERS))
        .put("status", status)
        .put("amount", BigDecimal.valueOf(100 + random.nextInt(100_000), 2))
        .put("changed_at", new Date())
        .put("note", id % 10 == 0 ? "gift" : null);
  }

  private String anyOf(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
