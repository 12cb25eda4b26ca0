// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/**
 * The binary types that values travel in. Everything PostgreSQL knows beyond these travels as
 * {@link #TEXT} and is cast by the statement.
 *
 * <p>OIDs are those of {@code pg_type.dat}; they are fixed for built-in types.
 */
public enum WireType {
  BOOL(16, 1000, "bool"),
  INT2(21, 1005, "int2"),
  INT4(23, 1007, "int4"),
  INT8(20, 1016, "int8"),
  FLOAT4(700, 1021, "float4"),
  FLOAT8(701, 1022, "float8"),
  NUMERIC(1700, 1231, "numeric"),
  TEXT(25, 1009, "text"),
  BYTEA(17, 1001, "bytea"),
  DATE(1082, 1182, "date"),
  TIME(1083, 1183, "time"),
  TIMESTAMP(1114, 1115, "timestamp"),
  TIMESTAMPTZ(1184, 1185, "timestamptz"),
  UUID(2950, 2951, "uuid");

  private final int oid;
  private final int arrayOid;
  private final String sqlName;

  WireType(int oid, int arrayOid, String sqlName) {
    this.oid = oid;
    this.arrayOid = arrayOid;
    this.sqlName = sqlName;
  }

  /** OID of one element. */
  public int oid() {
    return oid;
  }

  /** OID of the array that carries a column. */
  public int arrayOid() {
    return arrayOid;
  }

  /** The element's name in SQL text, without quotes. */
  public String sqlName() {
    return sqlName;
  }
}
