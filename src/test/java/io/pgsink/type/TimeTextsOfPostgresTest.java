// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.columnar.TemporalEncoders;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.BadRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * K14.1: texts of points in time, read here and by PostgreSQL. What both read is the same instant,
 * and nothing of this grammar is refused that PostgreSQL reads.
 */
class TimeTextsOfPostgresTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("time_texts");
  private static final int TEXTS = 4_000;

  private static final String[] ZONES = {
    "",
    "",
    "Z",
    "z",
    "+02:00",
    " +02:00",
    "-08",
    " -0830",
    "+05:30:15",
    " +5",
    " UTC",
    " utc",
    "UTC",
    " GMT",
    " CET",
    " CEST",
    " PST",
    " EDT",
    " JST",
    " MSK",
    " Europe/Berlin",
    " america/new_york",
    " Asia/Kolkata",
    " America/Port-au-Prince",
    " Etc/GMT+5",
    " Zulu",
    " Australia/Lord_Howe",
    " Nowhere/Land",
    " +15:59",
    " +16:00",
    " BST",
    " NST"
  };

  private static final String[] ERAS = {"", "", "", "", "", "", " BC", " AD", " bc"};

  private final Random random = new Random(20_261_128);

  private String any(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private int between(int least, int greatest) {
    return least + random.nextInt(greatest - least + 1);
  }

  private String number(int value, boolean padded) {
    return padded ? "%02d".formatted(value) : Integer.toString(value);
  }

  private String text() {
    String separator = any("-", "-", "-", "/");
    boolean padded = random.nextInt(5) > 0;
    StringBuilder text = new StringBuilder(any("", "", "", " "));
    text.append(any("%04d".formatted(between(1, 9999)), "2024", "1999", "12024"));
    text.append(separator).append(number(between(1, 12), padded));
    text.append(separator).append(number(between(1, 31), padded));
    if (random.nextInt(8) > 0) {
      boolean half = random.nextInt(8) == 0;
      text.append(any("T", " ", " ", "  "));
      text.append(number(half ? between(1, 12) : between(0, 24), random.nextInt(6) > 0));
      text.append(':').append(number(between(0, 59), true));
      if (random.nextInt(6) > 0) {
        text.append(':').append(number(between(0, 59), true));
        text.append(any("", "", ".5", ".123456", ".789123000000", ".000001"));
      }
      text.append(half ? any(" AM ", " PM ", "pm ", " am ") : "");
      text.append(any(ZONES));
    }
    return text.append(any(ERAS)).append(any("", "", "", " ")).toString();
  }

  private static String read(ToLongFunction<Object> reader, String text) {
    try {
      long micros = reader.applyAsLong(text);
      return Long.toString(micros + TemporalEncoders.EPOCH_DAYS * TemporalEncoders.DAY_MICROS);
    } catch (BadRecordException refused) {
      return "refused";
    }
  }

  @Test
  void whatPostgresqlReadsIsReadTheSameWay() {
    DATABASE.execute(
        """
        CREATE FUNCTION reading(t text) RETURNS text LANGUAGE plpgsql AS $$
        BEGIN
          RETURN (extract(epoch FROM t::timestamptz) * 1000000)::numeric(30)::text;
        EXCEPTION WHEN OTHERS THEN
          RETURN 'refused';
        END $$\
        """);
    List<String> texts = new ArrayList<>();
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < TEXTS; i++) {
      String text = text();
      texts.add(text);
      rows.append(rows.isEmpty() ? "" : ",").append('(').append(i).append(",'" + text + "')");
    }
    List<List<String>> theirs =
        DATABASE.query("SELECT reading(t) FROM (VALUES " + rows + ") AS texts (i, t) ORDER BY i");
    ToLongFunction<Object> reader =
        new Temporals(new WallClock(java.time.ZoneOffset.UTC), Optional.empty())
            .instants(Meaning.TEXT, PlainText.TEXT);
    List<String> differences = new ArrayList<>();
    int read = 0;
    for (int i = 0; i < TEXTS; i++) {
      String ours = read(reader, texts.get(i));
      String other = theirs.get(i).get(0);
      read += other.equals("refused") ? 0 : 1;
      if (!ours.equals(other)) {
        differences.add("<" + texts.get(i) + "> PostgreSQL " + other + ", here " + ours);
      }
    }
    assertEquals("", String.join("\n", differences.subList(0, Math.min(25, differences.size()))));
    assertTrue(read > TEXTS / 2, "only " + read + " texts were any");
  }
}
