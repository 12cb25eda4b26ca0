// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** The round trips into columns of one type. A source that is not named must be refused. */
final class TypeTable {
  private static final int SHOWN = 48;
  private static final int MAX_DEPTH = 6;

  private final String type;
  private final boolean complete;
  private final List<RoundTrip> trips = new ArrayList<>();

  private TypeTable(String type, boolean complete) {
    this.type = type;
    this.complete = complete;
  }

  /** A table for columns declared so. */
  static TypeTable of(String type) {
    return new TypeTable(type, /* complete= */ true);
  }

  /** A table that says nothing about sources that it does not name. */
  static TypeTable someOf(String type) {
    return new TypeTable(type, /* complete= */ false);
  }

  /** A value that is stored, and what PostgreSQL shows of it. */
  TypeTable stores(Source source, Object value, String stored) {
    return stores(source, value, show(value), stored);
  }

  /** A value that the documentation shows in other words. */
  TypeTable stores(Source source, Object value, String shown, String stored) {
    trips.add(new RoundTrip(source, value, shown, stored, null));
    return this;
  }

  /** Several sources that bring the same value and give the same. */
  TypeTable storesFrom(List<Source> sources, Object value, String stored) {
    sources.forEach(source -> stores(source, value, stored));
    return this;
  }

  /** A value that is refused, and words that the message has. */
  TypeTable refuses(Source source, Object value, String reason) {
    trips.add(new RoundTrip(source, value, show(value), null, reason));
    return this;
  }

  /** Takes over all round trips of another type. */
  TypeTable like(TypeTable other) {
    trips.addAll(other.trips);
    return this;
  }

  /** Takes over round trips of another type; where it shows nothing of a value, it is refused. */
  TypeTable like(TypeTable other, Function<RoundTrip, String> stored) {
    for (RoundTrip trip : other.trips) {
      String shows = trip.isRefused() ? null : stored.apply(trip);
      String reason = shows == null ? "" : null;
      trips.add(new RoundTrip(trip.source(), trip.value(), trip.shown(), shows, reason));
    }
    return this;
  }

  String type() {
    return type;
  }

  List<RoundTrip> trips() {
    return trips;
  }

  /** Whether sources that are not named are refused. */
  boolean isComplete() {
    return complete;
  }

  /** The sources that have a stored value, in the order of {@link Sources#ALL}. */
  Set<String> accepted() {
    Set<String> stored = new LinkedHashSet<>();
    for (RoundTrip trip : trips) {
      if (!trip.isRefused()) {
        stored.add(key(trip.source()));
      }
    }
    return stored;
  }

  static String key(Source source) {
    return source.family() + ' ' + source.label();
  }

  private static String show(Object value) {
    String text = text(value, 0);
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private static String text(Object value, int depth) {
    if (depth > MAX_DEPTH) {
      return "…";
    } else if (value instanceof byte[] bytes) {
      return "x'" + HexFormat.of().formatHex(bytes) + "'";
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return text(bytes, depth);
    } else if (value instanceof String text) {
      return '"' + text + '"';
    } else if (value instanceof Number || value instanceof Boolean || value == null) {
      return String.valueOf(value);
    } else if (value instanceof java.util.Date date) {
      return shown(date);
    } else if (value instanceof Collection<?> list) {
      StringJoiner items = new StringJoiner(", ", "[", "]");
      list.forEach(item -> items.add(text(item, depth + 1)));
      return items.toString();
    } else if (value instanceof Map<?, ?> given) {
      // Map.of has another order in every JVM
      Map<?, ?> map = given instanceof LinkedHashMap ? given : new TreeMap<>(given);
      StringJoiner members = new StringJoiner(", ", "{", "}");
      map.forEach((name, member) -> members.add(name + ": " + text(member, depth + 1)));
      return members.toString();
    }
    Struct struct = (Struct) value;
    StringJoiner members = new StringJoiner(", ", "{", "}");
    for (Field field : struct.schema().fields()) {
      members.add(field.name() + ": " + text(struct.getWithoutDefault(field.name()), depth + 1));
    }
    return members.toString();
  }

  private static String shown(java.util.Date date) {
    long millis = date.getTime();
    return millis == Long.MAX_VALUE || millis == Long.MIN_VALUE
        ? millis + " ms"
        : date.toInstant().toString();
  }
}
