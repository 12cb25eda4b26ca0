// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A schema as JSON text, and payloads for it, most of them right.
 *
 * @param type as JSON names it
 * @param extras what else the schema says, each with a comma in front
 * @param names of a struct's fields
 * @param parts schemas of fields, of an element, of key and value
 */
record RandomSchema(String type, String extras, List<String> names, List<RandomSchema> parts) {
  private static final String LOGICAL = "org.apache.kafka.connect.data.";
  private static final List<String> SCALARS =
      List.of("boolean", "int8", "int16", "int32", "int64", "float", "double", "string", "bytes");
  private static final List<String> NAMES =
      List.of(
          "id", "a", "name", "before", "after", "\\u0069d", "é", "a\\\"b", "", "schema", "payload");

  static RandomSchema make(Random random, int depth) {
    RandomText text = new RandomText(random);
    int kind = random.nextInt(depth == 0 ? 6 : 10);
    if (kind < 5) {
      String type = text.pick(SCALARS);
      return new RandomSchema(type, extras(random, type), List.of(), List.of());
    }
    if (kind == 5) {
      return logical(random, text);
    }
    List<String> names = new ArrayList<>();
    List<RandomSchema> parts = new ArrayList<>();
    if (kind == 6) {
      parts.add(make(random, depth - 1));
      return new RandomSchema("array", extras(random, "array"), names, parts);
    }
    if (kind == 7) {
      boolean textKeys = random.nextBoolean();
      parts.add(
          textKeys
              ? new RandomSchema("string", "", List.of(), List.of())
              : make(random, depth - 1));
      parts.add(make(random, depth - 1));
      return new RandomSchema("map", extras(random, "map"), names, parts);
    }
    int width = random.nextInt(8);
    for (int i = 0; i < width; i++) {
      names.add(random.nextInt(3) == 0 ? text.pick(NAMES) : "field_" + i);
      parts.add(make(random, depth - 1));
    }
    return new RandomSchema("struct", extras(random, "struct"), names, parts);
  }

  private static RandomSchema logical(Random random, RandomText text) {
    String name = text.pick(List.of("Decimal", "Date", "Time", "Timestamp"));
    String type =
        switch (name) {
          case "Decimal" -> "bytes";
          case "Timestamp" -> "int64";
          default -> "int32";
        };
    String parameters =
        name.equals("Decimal") && random.nextInt(20) > 0
            ? ",\"parameters\":{\"scale\":\"" + (random.nextInt(12) - 2) + "\"}"
            : "";
    // now and then a name on the wrong type
    String shown = random.nextInt(20) == 0 ? text.pick(SCALARS) : type;
    String extras = ",\"name\":\"" + LOGICAL + name + "\",\"version\":1" + parameters;
    return new RandomSchema(shown, extras + optional(random), List.of(), List.of());
  }

  private static String extras(Random random, String type) {
    String defaults =
        random.nextInt(6) > 0
            ? ""
            : ",\"default\":"
                + switch (type) {
                  case "boolean" -> "true";
                  case "string" -> "\"default\"";
                  case "bytes" -> "\"YWJj\"";
                  case "array" -> "[]";
                  case "map", "struct" -> "{}";
                  default -> "7";
                };
    return (random.nextInt(4) == 0 ? ",\"name\":\"some.Name\",\"version\":2,\"doc\":\"é\"" : "")
        + defaults
        + optional(random);
  }

  private static String optional(Random random) {
    return random.nextInt(5) == 0 ? "" : ",\"optional\":" + (random.nextInt(3) > 0);
  }

  /** The schema as JSON text. */
  String json() {
    return json("");
  }

  private String json(String field) {
    StringBuilder json = new StringBuilder("{\"type\":\"").append(type).append('"');
    switch (type) {
      case "array" -> json.append(",\"items\":").append(parts.get(0).json());
      case "map" ->
          json.append(",\"keys\":")
              .append(parts.get(0).json())
              .append(",\"values\":")
              .append(parts.get(1).json());
      case "struct" -> {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
          fields.add(parts.get(i).json(",\"field\":\"" + names.get(i) + "\""));
        }
        json.append(",\"fields\":[").append(String.join(",", fields)).append(']');
      }
      default -> {
        // nothing inside
      }
    }
    return json.append(extras).append(field).append('}').toString();
  }

  /** A payload; one in {@code oddity} of its values isn't what the schema says. */
  String payload(Random random, int oddity) {
    RandomText text = new RandomText(random);
    if (random.nextInt(oddity) == 0) {
      return text.any();
    }
    if (random.nextInt(8) == 0 && !extras.contains("\"optional\":false")) {
      return "null";
    }
    return switch (type) {
      case "boolean" -> String.valueOf(random.nextBoolean());
      case "int8" -> text.wholeNumber(8);
      case "int16" -> text.wholeNumber(16);
      case "int32" -> text.wholeNumber(extras.contains("data.Time") ? 26 : 32);
      case "int64" -> text.wholeNumber(1 + random.nextInt(64));
      case "float", "double" ->
          random.nextInt(4) == 0 ? text.wholeNumber(1 + random.nextInt(64)) : text.fraction();
      case "string" -> text.text();
      case "bytes" ->
          extras.contains("data.Decimal") && random.nextBoolean() ? text.fraction() : text.base64();
      case "array" -> list(random, oddity, text);
      case "map" -> map(random, oddity, text);
      default -> struct(random, oddity, text);
    };
  }

  private String list(Random random, int oddity, RandomText text) {
    List<String> elements = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      elements.add(text.space() + parts.get(0).payload(random, oddity) + text.space());
    }
    return "[" + String.join(",", elements) + "]";
  }

  private String map(Random random, int oddity, RandomText text) {
    List<String> entries = new ArrayList<>();
    boolean textKeys = parts.get(0).type.equals("string");
    for (int i = random.nextInt(4); i > 0; i--) {
      String value = parts.get(1).payload(random, oddity);
      entries.add(
          textKeys
              ? text.text() + ":" + value
              : "[" + parts.get(0).payload(random, oddity) + "," + value + "]");
    }
    return textKeys ? "{" + String.join(",", entries) + "}" : "[" + String.join(",", entries) + "]";
  }

  private String struct(Random random, int oddity, RandomText text) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (random.nextInt(3 * oddity) > 0) {
        String name = text.space() + '"' + names.get(i) + '"' + text.space() + ':' + text.space();
        fields.add(name + parts.get(i).payload(random, oddity) + text.space());
      }
    }
    if (random.nextInt(oddity) == 0) {
      fields.add(random.nextInt(fields.size() + 1), text.text() + ":" + text.any());
    }
    if (random.nextInt(oddity) == 0 && !names.isEmpty()) {
      int again = random.nextInt(names.size());
      fields.add('"' + names.get(again) + "\":" + parts.get(again).payload(random, oddity));
    }
    if (random.nextInt(oddity) == 0) {
      Collections.shuffle(fields, random);
    }
    return "{" + String.join(",", fields) + "}";
  }
}
