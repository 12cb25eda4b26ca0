// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Family E of the bad inputs, bytes and special types: stored as documented, or a dead letter
 * alone. B079, bytes above one gigabyte, is in BinaryArrayTest, and the geometries (B082) and
 * vectors (B086) of extensions that the embedded PostgreSQL lacks are in TextFormsTest.
 */
class BadBinariesTest {
  private static final String NOT_A_VALUE = "22P02";

  private static RoundTripStage stage;

  @BeforeAll
  static void start() {
    stage = new RoundTripStage("UTC");
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static TypeTable into(String type) {
    return TypeTable.someOf(type);
  }

  private static Source list(Schema element) {
    return Sources.array(element, List.of());
  }

  @Test
  void bytesAreNoText_B077() {
    stage.check(
        into("text").refuses(BYTES, new byte[] {65}, "bytes can't be stored as text"),
        into("varchar(5)").refuses(J_BYTES, new byte[] {65}, "bytes can't be stored"));
  }

  @Test
  void noBytesAreNoNull_B078() {
    stage.check(
        into("bytea")
            .stores(BYTES, new byte[0], "\\x")
            .stores(BYTES, ByteBuffer.allocate(0), "\\x"));
  }

  @Test
  void aBufferGivesTheBytesBetweenPositionAndLimit_B080() {
    ByteBuffer part = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2);
    ByteBuffer direct = ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip().limit(2);
    stage.check(
        into("bytea")
            .stores(BYTES, part, "\\x0102")
            .stores(BYTES, part.asReadOnlyBuffer(), "\\x0102")
            .stores(BYTES, part.slice(), "\\x0102")
            .stores(J_BYTES, direct, "\\x0102"),
        into("bytea[]").stores(J_LIST, List.of(part, direct), "{\"\\\\x0102\",\"\\\\x0102\"}"),
        into("jsonb").stores(J_LIST, List.of(part), "[\"AQI=\"]"));
  }

  @Test
  void bitsOfAnotherLengthAreADeadLetter_B081() {
    stage.check(
        into("bit(3)")
            .refuses(STRING, "10", "22026")
            .refuses(bits(4), new byte[] {5}, "22026")
            .stores(bits(3), new byte[] {5}, "101"),
        into("varbit(3)").refuses(STRING, "1010", "22001").stores(STRING, "10", "10"));
  }

  @Test
  void anInvalidGeometryIsADeadLetter_B082() {
    stage.check(
        into("point")
            .refuses(STRING, "(1,2", NOT_A_VALUE)
            .refuses(D_GEOMETRY, D_GEOMETRY.sample(), "a point needs the numbers"),
        into("polygon").refuses(STRING, "((0,0),(1))", NOT_A_VALUE),
        into("circle").refuses(STRING, "<(0,0),-1>", NOT_A_VALUE));
  }

  @Test
  void invalidLtreeAndHstoreAreDeadLetters_B083() {
    stage.check(
        into("ltree").refuses(STRING, "a..b", "42601").stores(STRING, "a.b", "a.b"),
        into("ltree").refuses(STRING, "x".repeat(1001), "42622"),
        into("hstore").refuses(STRING, "a=>", "42601").stores(STRING, "a=>1", "\"a\"=>\"1\""),
        into("tsvector").refuses(STRING, "'a", "42601"),
        into("tsquery").refuses(STRING, "a &", "42601"));
  }

  @Test
  void wrongElementsAndRaggedArraysAreDeadLetters_B084() {
    stage.check(
        into("integer[]")
            .refuses(J_LIST, List.of(1L, "x"), "the text is not an integer")
            .refuses(J_LIST, List.of(List.of(1L, 2L), List.of(3L)), NOT_A_VALUE)
            .refuses(J_LIST, List.of(List.of(1L), 2L), NOT_A_VALUE)
            .refuses(list(Schema.OPTIONAL_BOOLEAN_SCHEMA), List.of(true), "a boolean can't be")
            .refuses(J_OBJECT, Map.of("a", 1L), "a map can't be stored as integer[]"));
  }

  @Test
  void nullsInArraysAreStored_B085() {
    stage.check(
        into("integer[]").stores(J_LIST, Arrays.asList(1L, null), "{1,NULL}"),
        into("text[]")
            .stores(
                list(Schema.OPTIONAL_STRING_SCHEMA),
                Arrays.asList(null, "NULL", ""),
                "{NULL,\"NULL\",\"\"}"),
        into("jsonb").stores(J_LIST, Arrays.asList(1L, null), "[1, null]"));
  }

  @Test
  void aVectorIsAnArrayOfFloatsWhereThereIsNoPgvector_B086() {
    stage.check(
        into("real[]").stores(D_FLOAT_VECTOR, List.of(0.1f, 2f), "{0.1,2}"),
        into("double precision[]").stores(D_DOUBLE_VECTOR, List.of(0.1), "{0.1}"));
  }

  @Test
  void aRangeUpsideDownIsADeadLetter_B087() {
    stage.check(
        into("int4range")
            .refuses(STRING, "[5,1]", "22000")
            .refuses(J_OBJECT, Map.of("lower", 5L, "upper", 1L), "22000")
            .stores(STRING, "[1,5]", "[1,6)"),
        into("tstzrange").refuses(STRING, "[2024-01-02,2024-01-01)", "22000"));
  }

  @Test
  void moneyWithACurrencyIsADeadLetter_B088() {
    stage.check(
        into("money")
            .stores(STRING, "1234.50", "$1,234.50")
            .refuses(STRING, "$1,234.50", "the text is not a number")
            .refuses(STRING, "1.234,50 €", "the text is not a number"));
  }

  @Test
  void aNameOnAnotherCarrierIsOnlyAName() {
    Schema odd = SchemaBuilder.string().name("io.debezium.time.Date").optional().build();
    stage.check(into("text").stores(D_DATE.with(odd), "as it is", "as it is"));
  }
}
