// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.util.Map;
import java.util.stream.Collectors;

/** How a record's value is written. */
enum Payload {
  /** As JSON without a schema. */
  PLAIN {
    @Override
    String of(Map<String, Object> fields) {
      return json(fields);
    }
  },
  /** As JSON with the schema that Connect's converter asks for. */
  WITH_SCHEMA {
    @Override
    String of(Map<String, Object> fields) {
      String schema =
          fields.entrySet().stream()
              .map(
                  field ->
                      "{\"field\":\"%s\",\"type\":\"%s\",\"optional\":true}"
                          .formatted(
                              field.getKey(), field.getValue() instanceof Long ? LONG : TEXT))
              .collect(Collectors.joining(","));
      return "{\"schema\":{\"type\":\"struct\",\"fields\":[%s]},\"payload\":%s}"
          .formatted(schema, json(fields));
    }
  };

  private static final String LONG = "int64";
  private static final String TEXT = "string";

  /** The payload that a connector with these options reads. */
  static Payload readBy(Map<String, String> options) {
    return options.get("value.converter.schemas.enable").equals("true") ? WITH_SCHEMA : PLAIN;
  }

  /** The value with these fields, which are numbers or text. */
  abstract String of(Map<String, Object> fields);

  private static String json(Map<String, Object> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                "\"%s\":%s"
                    .formatted(
                        field.getKey(),
                        field.getValue() instanceof Long number
                            ? number.toString()
                            : "\"" + field.getValue() + "\""))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
