// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.WireType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of arrays, compared with PostgreSQL's layout written by hand. */
class BinaryArrayTest {
  private static final String ONE_INT4 = "00000001 00000000 00000017 00000001 00000001";

  private static String hex(BinaryArray array) {
    return HexFormat.of().formatHex(array.toBytes());
  }

  private static String bytes(String spaced) {
    return spaced.replace(" ", "");
  }

  @Test
  void anEmptyArrayHasNoDimensions() {
    assertEquals(bytes("00000000 00000000 00000014"), hex(new BinaryArray(WireType.INT8, 1)));
  }

  @Test
  void aHeaderAndEveryElementWithItsSize() {
    BinaryArray array = new BinaryArray(WireType.INT4, 1);
    array.addInt(-2);
    assertEquals(bytes(ONE_INT4 + "00000004 fffffffe"), hex(array));
  }

  @Test
  void nullsHaveSizeMinusOneAndAreAnnounced() {
    BinaryArray array = new BinaryArray(WireType.TEXT, 1);
    array.addNull();
    array.addUtf8("");
    assertEquals(
        bytes("00000001 00000001 00000019 00000002 00000001 ffffffff 00000000"), hex(array));
    assertEquals(2, array.size());
  }

  @Test
  void everyFixedSizeElementIsBigEndian() {
    assertElement(WireType.BOOL, "00000001 01", array -> array.addBoolean(true));
    assertElement(WireType.BOOL, "00000001 00", array -> array.addBoolean(false));
    assertElement(WireType.INT2, "00000002 fffe", array -> array.addShort((short) -2));
    assertElement(
        WireType.INT8, "00000008 8000000000000001", array -> array.addLong(Long.MIN_VALUE + 1));
    assertElement(WireType.FLOAT4, "00000004 3f800000", array -> array.addFloat(1));
    assertElement(WireType.FLOAT8, "00000008 8000000000000000", array -> array.addDouble(-0.0));
    assertElement(
        WireType.UUID,
        "00000010 0123456789abcdef fedcba9876543210",
        array -> array.addLongs(0x0123456789abcdefL, 0xfedcba9876543210L));
  }

  private interface Step {
    void on(BinaryArray array);
  }

  private static void assertElement(WireType type, String expected, Step add) {
    BinaryArray array = new BinaryArray(type, 1);
    add.on(array);
    assertEquals(bytes(expected), hex(array).substring(40));
  }

  @Test
  void bytesOfABufferAreThoseBetweenPositionAndLimit() {
    ByteBuffer heap = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2);
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put(new byte[] {9, 1, 2, 9});
    direct.position(1).limit(3);
    for (ByteBuffer buffer : new ByteBuffer[] {heap, direct, direct.asReadOnlyBuffer()}) {
      assertElement(WireType.BYTEA, "00000002 0102", array -> array.addBytes(buffer));
      assertEquals(1, buffer.position());
      assertEquals(3, buffer.limit());
    }
  }

  @Test
  void anElementOfUnknownSizeGetsItsSizeAtTheEnd() {
    BinaryArray array = new BinaryArray(WireType.NUMERIC, 1);
    int mark = array.begin();
    array.putShort(1);
    array.putInt(2);
    array.putByte(3);
    array.putLong(4);
    array.putBytes(new byte[] {5});
    array.end(mark);
    assertEquals(bytes("00000010 0001 00000002 03 0000000000000004 05"), hex(array).substring(40));
  }

  @Test
  void anIncompleteElementIsTakenBack() {
    BinaryArray array = new BinaryArray(WireType.TEXT, 1);
    array.addUtf8("a");
    byte[] before = array.toBytes();
    int mark = array.mark();
    assertThrows(BadRecordException.class, () -> array.addUtf8("good until here\0"));
    array.rollback(mark);
    assertEquals(1, array.size());
    assertArrayEquals(before, array.toBytes());
  }

  @Test
  void itGrowsAsFarAsItsElementsNeed() {
    BinaryArray array = new BinaryArray(WireType.BYTEA, 1);
    Random random = new Random(1);
    byte[][] values = new byte[200][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new byte[random.nextInt(5000)];
      random.nextBytes(values[i]);
      array.addBytes(values[i]);
    }
    ByteBuffer read = ByteBuffer.wrap(array.toBytes());
    assertEquals(array.bytes(), read.remaining());
    read.position(20);
    for (byte[] value : values) {
      byte[] element = new byte[read.getInt()];
      read.get(element);
      assertArrayEquals(value, element);
    }
    assertEquals(0, read.remaining());
  }

  @Test
  void textIsTheSameUtf8AsJavas() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.appendCodePoint(codePoint(random));
      }
      BinaryArray array = new BinaryArray(WireType.TEXT, 1);
      array.addUtf8(text.toString());
      byte[] expected = text.toString().getBytes(StandardCharsets.UTF_8);
      byte[] all = array.toBytes();
      assertEquals(expected.length, ByteBuffer.wrap(all).getInt(20));
      assertArrayEquals(expected, java.util.Arrays.copyOfRange(all, 24, all.length));
      assertEquals(expected.length, Utf8.length(text.toString()));
    }
  }

  private static int codePoint(Random random) {
    int codePoint =
        switch (random.nextInt(5)) {
          case 0, 1 -> 1 + random.nextInt(0x7f);
          case 2 -> 0x80 + random.nextInt(0x780);
          case 3 -> 0x800 + random.nextInt(0xf800);
          default -> 0x10000 + random.nextInt(0x100000);
        };
    return codePoint >= 0xd800 && codePoint < 0xe000 ? 'x' : codePoint;
  }

  @Test
  void halvesOfSurrogatePairsAndNulsAreRefusedWhereverTheyStand() {
    for (String before : new String[] {"", "ascii", "é", "\ud83d\ude80"}) {
      for (String after : new String[] {"", "ascii", "é", "\ud83d\ude80"}) {
        assertRefused(before + "\0" + after, "NUL");
        assertRefused(before + "\ud83d" + after, "surrogate");
        assertRefused(before + "\ude80" + after, "surrogate");
        assertRefused(before + "\ude80\ud83d" + after, "surrogate");
      }
    }
  }

  private static void assertRefused(String text, String reason) {
    BinaryArray array = new BinaryArray(WireType.TEXT, 1);
    String message = assertThrows(BadRecordException.class, () -> array.addUtf8(text)).getMessage();
    assertEquals(true, message.contains(reason), message);
  }

  @Test
  void aValueAboveOneGigabyteIsRefusedBeforeItIsCopied_B079(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("sparse");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // a file with a hole: the memory that it is mapped to is never touched
      ByteBuffer huge = channel.map(FileChannel.MapMode.READ_WRITE, 0, 0x40000000L);
      BinaryArray array = new BinaryArray(WireType.BYTEA, 1);
      String message =
          assertThrows(BadRecordException.class, () -> array.addBytes(huge)).getMessage();
      assertEquals("the value is larger than 1 GB, PostgreSQL's limit", message);
    }
  }
}
