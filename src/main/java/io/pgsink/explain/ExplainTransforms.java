// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/** The connector's transforms, as a worker would apply them. */
final class ExplainTransforms {
  private static final String PACKAGE = "org.apache.kafka.connect.transforms.";

  private final Map<String, String> options;
  private final List<Step> steps = new ArrayList<>();

  /** One transform, and when it is applied. */
  private record Step(
      Transformation<SinkRecord> transform,
      Optional<Predicate<SinkRecord>> when,
      boolean negated) {}

  ExplainTransforms(Map<String, String> options) {
    this.options = options;
    for (String alias : options.getOrDefault("transforms", "").split(",", -1)) {
      if (!alias.isBlank()) {
        steps.add(step("transforms." + alias.trim() + '.'));
      }
    }
  }

  /** The record that comes out, or empty when one of them drops it. */
  Optional<SinkRecord> apply(SinkRecord record) {
    SinkRecord current = record;
    for (Step step : steps) {
      SinkRecord tested = current;
      boolean applies = step.when.map(test -> test.test(tested) != step.negated).orElse(true);
      if (applies) {
        current = step.transform.apply(current);
      }
      if (current == null) {
        return Optional.empty();
      }
    }
    return Optional.of(current);
  }

  @SuppressWarnings("unchecked") // they take any record
  private Step step(String prefix) {
    Transformation<SinkRecord> transform =
        instance(prefix + "type", options.getOrDefault(prefix + "type", ""), Transformation.class);
    Map<String, String> config = under(prefix);
    String predicate = config.remove("predicate");
    boolean negated = Boolean.parseBoolean(config.remove("negate"));
    config.remove("type");
    transform.configure(config);
    if (predicate == null) {
      return new Step(transform, Optional.empty(), false);
    }
    String predicatePrefix = "predicates." + predicate + '.';
    Map<String, String> predicateConfig = under(predicatePrefix);
    Predicate<SinkRecord> test =
        instance(
            predicatePrefix + "type", predicateConfig.getOrDefault("type", ""), Predicate.class);
    predicateConfig.remove("type");
    test.configure(predicateConfig);
    return new Step(transform, Optional.of(test), negated);
  }

  private Map<String, String> under(String prefix) {
    Map<String, String> config = new HashMap<>();
    options.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            config.put(key.substring(prefix.length()), value);
          }
        });
    return config;
  }

  /** An object of a class that an option names; Kafka's own transforms also by their short name. */
  static <T> T instance(String option, String name, Class<T> type) {
    for (String candidate : List.of(name, PACKAGE + name, PACKAGE + "predicates." + name)) {
      Optional<Class<?>> found = find(candidate);
      if (found.isPresent()) {
        try {
          return type.cast(found.get().getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | ClassCastException e) {
          throw new Trouble(option + ": " + name + " can't be used as a " + type.getSimpleName());
        }
      }
    }
    throw new Trouble(
        "%s: class \"%s\" is not among Kafka's jars; add the jars of its plugin with CLASSPATH=…"
            .formatted(option, name));
  }

  private static Optional<Class<?>> find(String name) {
    try {
      return Optional.of(Class.forName(name));
    } catch (ClassNotFoundException notThere) {
      return Optional.empty();
    }
  }
}
