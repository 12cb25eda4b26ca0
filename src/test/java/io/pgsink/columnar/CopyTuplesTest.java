// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.Column;
import io.pgsink.table.CopyPlan;
import io.pgsink.table.PgType;
import java.io.ByteArrayOutputStream;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CopyTuplesTest {
  private static final String SIGNATURE = "5047434f50590aff0d0a00" + "00000000" + "00000000";
  private static final Column ID = column("id", "int4");
  private static final Column NAME = column("name", "text");
  private static final Column DOCUMENT = column("document", "jsonb");

  private static Column column(String name, String type) {
    return new Column(name, PgType.builtIn(type), false, false, Column.Origin.PLAIN, true);
  }

  private static String laidOut(ColumnBatch rows, CopyPlan.Mark mark, int... leftOut) {
    BitSet without = new BitSet();
    for (int row : leftOut) {
      without.set(row);
    }
    return HexFormat.of().formatHex(bytes(new CopyTuples(rows, mark, without)));
  }

  private static byte[] bytes(CopyTuples tuples) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (tuples.next()) {
      all.write(tuples.chunk(), 0, tuples.length());
    }
    return all.toByteArray();
  }

  private static ColumnBatch twoRows() {
    ColumnBatch rows = new ColumnBatch(List.of(ID, NAME), 2);
    rows.array(0).addInt(1);
    rows.array(0).addInt(2);
    rows.array(1).addUtf8("ab");
    rows.array(1).addNull();
    return rows;
  }

  @Test
  void fieldsAreTheElements() {
    assertEquals(
        SIGNATURE
            + "0002"
            + "0000000400000001"
            + "000000026162"
            + "0002"
            + "0000000400000002"
            + "ffffffff"
            + "ffff",
        laidOut(twoRows(), CopyPlan.Mark.NONE));
  }

  @Test
  void rowsCanBeLeftOut() {
    assertEquals(
        SIGNATURE + "0002" + "0000000400000002" + "ffffffff" + "ffff",
        laidOut(twoRows(), CopyPlan.Mark.NONE, 0));
    assertEquals(SIGNATURE + "ffff", laidOut(twoRows(), CopyPlan.Mark.NONE, 0, 1));
    assertEquals(SIGNATURE + "ffff", laidOut(new ColumnBatch(List.of(ID), 0), CopyPlan.Mark.NONE));
  }

  @Test
  void aMarkStandsBehindTheColumns() {
    assertEquals(
        SIGNATURE + "0003" + "0000000400000001" + "000000026162" + "0000000100" + "ffff",
        laidOut(twoRows(), CopyPlan.Mark.FALSE, 1));
    assertEquals(
        SIGNATURE + "0003" + "0000000400000001" + "000000026162" + "ffffffff" + "ffff",
        laidOut(twoRows(), CopyPlan.Mark.NULL, 1));
  }

  @Test
  void jsonbHasItsVersionInFrontButNotWhenNull() {
    ColumnBatch rows = new ColumnBatch(List.of(DOCUMENT), 2);
    rows.array(0).addUtf8("{}");
    rows.array(0).addNull();
    assertEquals(
        SIGNATURE + "0001" + "00000003" + "01" + "7b7d" + "0001" + "ffffffff" + "ffff",
        laidOut(rows, CopyPlan.Mark.NONE));
  }

  @Test
  void chunksStaySmallAndTogetherAreTheSame() {
    Random random = new Random(7);
    ColumnBatch rows = new ColumnBatch(List.of(ID, NAME), 10);
    StringBuilder expected = new StringBuilder(SIGNATURE);
    for (int i = 0; i < 20_000; i++) {
      int length = i == 9_000 ? 300_000 : random.nextInt(12);
      rows.array(0).addInt(i);
      rows.array(1).addUtf8("x".repeat(length));
      expected.append("000200000004%08x%08x".formatted(i, length)).append("78".repeat(length));
    }
    CopyTuples tuples = new CopyTuples(rows, CopyPlan.Mark.NONE, new BitSet());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int chunks = 0;
    while (tuples.next()) {
      assertTrue(tuples.length() < 350_000, "a chunk of " + tuples.length());
      all.write(tuples.chunk(), 0, tuples.length());
      chunks++;
    }
    assertTrue(chunks > 10, chunks + " chunks");
    assertArrayEquals(HexFormat.of().parseHex(expected.append("ffff")), all.toByteArray());
    assertFalse(tuples.next());
  }

  @Test
  void pickedRowsKeepTheirValues() {
    BitSet second = new BitSet();
    second.set(1);
    ColumnBatch picked = twoRows().pick(second);
    assertEquals(1, picked.rows());
    assertEquals(
        SIGNATURE + "0002" + "0000000400000002" + "ffffffff" + "ffff",
        laidOut(picked, CopyPlan.Mark.NONE));
    assertEquals(
        "00000001" + "00000001" + "00000019" + "00000001" + "00000001" + "ffffffff",
        HexFormat.of().formatHex(picked.array(1).toBytes()));
  }

  @Test
  void theRangeOfAColumnIsInItsOrder() {
    Column day = column("day", "date");
    Column uuid = column("uuid", "uuid");
    ColumnBatch rows = new ColumnBatch(List.of(day, uuid), 4);
    for (int value : new int[] {5, -1, Integer.MIN_VALUE, 256}) {
      rows.array(0).addInt(value);
      rows.array(1).addLongs(value, 7);
    }
    ColumnBatch days = rows.range(day);
    assertEquals("80000000", last(days.array(0), 4));
    assertEquals("00000100", last(days.array(1), 4));
    ColumnBatch uuids = rows.range(uuid);
    assertEquals("0000000000000005" + "0000000000000007", last(uuids.array(0), 16));
    assertEquals("ffffffffffffffff" + "0000000000000007", last(uuids.array(1), 16));
  }

  private static String last(BinaryArray array, int bytes) {
    byte[] all = array.toBytes();
    return HexFormat.of().formatHex(all, all.length - bytes, all.length);
  }
}
