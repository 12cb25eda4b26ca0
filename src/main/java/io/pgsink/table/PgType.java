// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.List;
import java.util.Optional;

/**
 * A column's type: what PostgreSQL calls it, and how values travel to it.
 *
 * <p>Domains are unwrapped: {@code name}, {@code kind} and {@code modifier} are those of the base
 * type, {@code sql} still names the domain. A value travels as {@link #wire()}; where that is not
 * the type itself, {@link #cast()} names the base type without its modifier, so that the assignment
 * to the column applies length, precision and domain checks and nothing is cut by an explicit cast.
 *
 * @param sql the declared type as {@code format_type} prints it, for messages and DDL
 * @param schema the base type's schema, {@code pg_catalog} for built-in types
 * @param name the base type's {@code pg_type.typname}: {@code int4}, {@code bpchar}, {@code _text}
 *     …
 * @param kind what kind of type the base type is
 * @param modifier {@code atttypmod} of the column or its domain, -1 when there is none
 * @param element the element type of an array, the subtype of a range or multirange
 * @param fields the attributes of a composite type, in order; empty otherwise
 * @param operators the schema that the operators of the type's own order are in; the empty string
 *     where it has no order
 */
public record PgType(
    String sql,
    String schema,
    String name,
    Kind kind,
    int modifier,
    Optional<PgType> element,
    List<Attribute> fields,
    String operators) {

  /** A type whose operators are where it is itself. */
  public PgType(
      String sql,
      String schema,
      String name,
      Kind kind,
      int modifier,
      Optional<PgType> element,
      List<Attribute> fields) {
    this(
        sql,
        schema,
        name,
        kind,
        modifier,
        element,
        fields,
        kind == Kind.BASE ? schema : "pg_catalog");
  }

  /** What kind of type a base type is. */
  public enum Kind {
    BASE,
    ENUM,
    COMPOSITE,
    RANGE,
    MULTIRANGE,
    ARRAY
  }

  /**
   * An attribute of a composite type.
   *
   * @param name its name
   * @param type its type
   */
  public record Attribute(String name, PgType type) {}

  /** A built-in base type without modifier, such as {@code int4} or {@code text}. */
  public static PgType builtIn(String name) {
    return new PgType(name, "pg_catalog", name, Kind.BASE, -1, Optional.empty(), List.of());
  }

  /** The binary type that values of this type travel in. */
  public WireType wire() {
    if (kind != Kind.BASE || !schema.equals("pg_catalog")) {
      return WireType.TEXT;
    }
    return switch (name) {
      case "bool" -> WireType.BOOL;
      case "int2" -> WireType.INT2;
      case "int4" -> WireType.INT4;
      case "int8" -> WireType.INT8;
      case "float4" -> WireType.FLOAT4;
      case "float8" -> WireType.FLOAT8;
      // a text of money would be read in the database's lc_monetary, where 12.34 may be 1234
      case "numeric", "money" -> WireType.NUMERIC;
      case "bytea" -> WireType.BYTEA;
      case "date" -> WireType.DATE;
      case "time" -> WireType.TIME;
      case "timestamp" -> WireType.TIMESTAMP;
      case "timestamptz" -> WireType.TIMESTAMPTZ;
      case "uuid" -> WireType.UUID;
      default -> WireType.TEXT;
    };
  }

  /**
   * The cast that takes a value from {@link #wire()} to this type, as SQL text, or the empty string
   * where the assignment to the column does it alone. Quoted: unquoted {@code bit} and {@code char}
   * would mean a length of one.
   */
  public String cast() {
    if (isMoney()) {
      return "pg_catalog.money";
    }
    if (element.filter(PgType::isMoney).isPresent() && kind == Kind.ARRAY) {
      return "pg_catalog._numeric::pg_catalog._money";
    }
    boolean assignable =
        wire() != WireType.TEXT
            || (schema.equals("pg_catalog")
                && (name.equals("text") || name.equals("varchar") || name.equals("bpchar")));
    if (assignable) {
      return "";
    }
    // varbit keeps its length until the assignment to bit(n) compares it
    String target = schema.equals("pg_catalog") && name.equals("bit") ? "varbit" : name;
    return TableId.quote(schema) + '.' + TableId.quote(target);
  }

  /** The base type's name as a cast, without modifier. */
  String base() {
    return TableId.quote(schema) + '.' + TableId.quote(name);
  }

  /** How an element of {@link #wire()} becomes a field of COPY's binary format. */
  public enum CopyForm {
    /** Byte for byte: the type is received as its element is. */
    SAME,
    /** With the version of jsonb's format, 1, in front. */
    VERSIONED,
    /** Not at all: what the type receives is another form, or what it does with it is. */
    NONE
  }

  /**
   * How values come to this type by COPY. Receiving does what {@link #cast()} and the assignment to
   * the column do, lengths, rounding and domain checks included.
   *
   * <p>Not so {@code name}, which a cast cuts, and {@code xml}, which a cast takes for the
   * database's encoding whatever the document declares.
   */
  public CopyForm copyForm() {
    if (kind == Kind.ENUM) {
      return CopyForm.SAME;
    }
    if (kind != Kind.BASE || isMoney()) {
      return CopyForm.NONE;
    }
    if (!schema.equals("pg_catalog")) {
      return name.equals("citext") ? CopyForm.SAME : CopyForm.NONE;
    }
    if (wire() != WireType.TEXT) {
      return CopyForm.SAME;
    }
    return switch (name) {
      case "text", "varchar", "bpchar", "json" -> CopyForm.SAME;
      case "jsonb" -> CopyForm.VERSIONED;
      default -> CopyForm.NONE;
    };
  }

  /** Digits after the point of {@code numeric(p,s)}, or empty where the column keeps any. */
  public Optional<Integer> numericScale() {
    if (!name.equals("numeric") || modifier < 4) {
      return Optional.empty();
    }
    // the scale is a signed 11-bit number since PostgreSQL 15
    return Optional.of(((((modifier - 4) & 0x7ff) ^ 1024) - 1024));
  }

  /** Total digits of {@code numeric(p,s)}, or empty where the column keeps any. */
  public Optional<Integer> numericPrecision() {
    return !name.equals("numeric") || modifier < 4
        ? Optional.empty()
        : Optional.of((modifier - 4) >> 16 & 0xffff);
  }

  /** Characters of {@code varchar(n)} and {@code char(n)}, or empty where there is no limit. */
  public Optional<Integer> maxLength() {
    boolean limited = name.equals("varchar") || name.equals("bpchar");
    return limited && modifier >= 4 ? Optional.of(modifier - 4) : Optional.empty();
  }

  /** Whether this is {@code money}, whose numbers depend on the database's lc_monetary. */
  public boolean isMoney() {
    return kind == Kind.BASE && schema.equals("pg_catalog") && name.equals("money");
  }

  @Override
  public String toString() {
    return sql;
  }
}
