// SPDX-License-Identifier: Apache-2.0
package io.pgsink.jmh;

import io.pgsink.config.TableConfig;
import io.pgsink.record.ChangeEvent;
import io.pgsink.record.RowReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What understanding a record and reading its row of seven fields costs: {@code -Djmh=Read}.
 *
 * <p>The trap: records that are few stay in the cache of the processor. A worker's come fresh out
 * of its converter, which a loop over 5,000 of them (some 4 MB) is closer to than one over ten; and
 * a row whose values nobody takes is never built, so each goes into the black hole.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadBenchmark {
  private static final int RECORDS = 5000;

  private final TableConfig config = Rows.config();
  private final RowReader reader = new RowReader(config);
  private final List<SinkRecord> records = Rows.records(RECORDS, RECORDS);
  private final List<SinkRecord> plain = records.stream().map(ReadBenchmark::plain).toList();

  /** The record as JSON without a schema would be read. */
  private static SinkRecord plain(SinkRecord record) {
    Struct struct = (Struct) record.value();
    Map<String, Object> map = new HashMap<>();
    for (Field field : struct.schema().fields()) {
      Object value = struct.get(field);
      boolean kept = value instanceof Number || value instanceof Boolean;
      map.put(field.name(), kept ? value : String.valueOf(value));
    }
    return new SinkRecord(record.topic(), 0, null, null, null, map, record.kafkaOffset());
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void struct(Blackhole hole) {
    for (SinkRecord record : records) {
      hole.consume(reader.read(ChangeEvent.of(record, config)).values());
    }
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public void map(Blackhole hole) {
    for (SinkRecord record : plain) {
      hole.consume(reader.read(ChangeEvent.of(record, config)).values());
    }
  }
}
