// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** PostgreSQL types, columns and text forms for tests without a database. */
final class Types {
  private Types() {}

  static PgType builtIn(String name) {
    return PgType.builtIn(name);
  }

  static PgType withModifier(String name, int modifier) {
    return new PgType(
        name, "pg_catalog", name, PgType.Kind.BASE, modifier, Optional.empty(), List.of());
  }

  /** {@code numeric(p,s)}, whose modifier is packed as PostgreSQL packs it. */
  static PgType numeric(int precision, int scale) {
    return withModifier("numeric", ((precision << 16) | (scale & 0x7ff)) + 4);
  }

  static PgType extension(String name) {
    return new PgType(name, "public", name, PgType.Kind.BASE, -1, Optional.empty(), List.of());
  }

  static PgType array(PgType element) {
    return new PgType(
        element.sql() + "[]",
        "pg_catalog",
        "_" + element.name(),
        PgType.Kind.ARRAY,
        -1,
        Optional.of(element),
        List.of());
  }

  static PgType range(String name, PgType subtype) {
    return new PgType(
        name, "pg_catalog", name, PgType.Kind.RANGE, -1, Optional.of(subtype), List.of());
  }

  static PgType multirange(String name, PgType subtype) {
    return new PgType(
        name, "pg_catalog", name, PgType.Kind.MULTIRANGE, -1, Optional.of(subtype), List.of());
  }

  static PgType composite(PgType.Attribute... attributes) {
    return new PgType(
        "pair", "public", "pair", PgType.Kind.COMPOSITE, -1, Optional.empty(), List.of(attributes));
  }

  static PgType.Attribute attribute(String name, String type) {
    return new PgType.Attribute(name, builtIn(type));
  }

  static Column column(PgType type) {
    return new Column("c", type, false, false, Column.Origin.PLAIN, true);
  }

  static Schema named(SchemaBuilder builder, String name) {
    return builder.name(name).optional().build();
  }

  static TextForm form(Schema schema, PgType type) {
    return new Encoders(ZoneId.of("UTC"), Optional.empty()).texts().form(schema, type);
  }

  /** The text of a schemaless value. */
  static String text(Object value, PgType type) {
    return form(null, type).of(value);
  }
}
