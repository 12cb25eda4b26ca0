// SPDX-License-Identifier: Apache-2.0
package io.pgsink.jmh;

import io.pgsink.batch.RowBatch;
import io.pgsink.config.TableConfig;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeKind;
import io.pgsink.link.RowTarget;
import io.pgsink.record.ChangeEvent;
import io.pgsink.record.RowChange;
import io.pgsink.record.RowReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.sink.SinkRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a change costs on its way into a sealed batch: its key is made and hashed, and it is folded
 * with what its row has in the batch already: {@code -Djmh=Fold}.
 *
 * <p>The trap: keys that were hashed before keep their hash (a String does for good), and a map
 * that is reused has found its size. So keys are made anew in each invocation, as they are for each
 * record, and each batch starts with an empty buffer; only {@code String}'s cached hash remains,
 * which makes {@code COMPOSITE} a little better than life.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FoldBenchmark {
  private static final int CHANGES = 5000;

  /** How the rows are identified. */
  public enum Key {
    SINGLE("id"),
    COMPOSITE("id", "customer");

    final String[] columns;

    Key(String... columns) {
      this.columns = columns;
    }
  }

  @Param public Key key;

  /** How often a key comes in a batch, about. */
  @Param({"1", "10"})
  public int repeats;

  private RowTarget target;
  private final List<RowChange> rows = new ArrayList<>();

  @Setup
  public void read() {
    TableConfig config = Rows.config();
    RowReader reader = new RowReader(config);
    target = Rows.target(key.columns);
    int ids = repeats == 1 ? Integer.MAX_VALUE : CHANGES / repeats;
    for (SinkRecord record : Rows.records(CHANGES, ids)) {
      rows.add(reader.read(ChangeEvent.of(record, config)));
    }
  }

  @Benchmark
  @OperationsPerInvocation(CHANGES)
  public RowBatch change() {
    List<Change> changes = new ArrayList<>(CHANGES);
    for (RowChange row : rows) {
      changes.add(
          Change.of(
              target, row.record(), ChangeKind.WRITE, row.schema(), row.values(), row.bytes()));
    }
    return RowBatch.of(changes);
  }
}
