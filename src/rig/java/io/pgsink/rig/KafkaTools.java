// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Stands in for two of Kafka's command line tools, whose jar the rig doesn't have: creates a topic,
 * and sends the lines of its standard input. Takes their options, and no others.
 */
public final class KafkaTools {
  private KafkaTools() {}

  /** The tool, then its options as they are typed. */
  public static void main(String[] arguments) throws Exception {
    List<String> options = new ArrayList<>(Arrays.asList(arguments));
    String tool = options.remove(0);
    String broker = option(options, "--bootstrap-server");
    String topic = option(options, "--topic");
    switch (tool) {
      case "kafka-topics.sh" -> {
        if (!options.equals(List.of("--create", "--if-not-exists"))) {
          throw new IllegalArgumentException(options.toString());
        }
        create(broker, topic);
      }
      case "kafka-console-producer.sh" -> {
        if (!options.isEmpty()) {
          throw new IllegalArgumentException(options.toString());
        }
        send(broker, topic);
      }
      default -> throw new IllegalArgumentException(tool);
    }
  }

  private static String option(List<String> options, String name) {
    int index = options.indexOf(name);
    options.remove(index);
    return options.remove(index);
  }

  private static void create(String broker, String topic) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers", broker,
                "request.timeout.ms", "5000",
                "default.api.timeout.ms", "10000"))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof TopicExistsException)) {
        throw failed;
      }
    }
  }

  private static void send(String broker, String topic) throws Exception {
    try (KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker),
                new StringSerializer(),
                new StringSerializer());
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        producer.send(new ProducerRecord<>(topic, line)).get();
      }
    }
  }
}
