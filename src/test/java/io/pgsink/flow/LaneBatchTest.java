// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.batch.EncodedBatch;
import io.pgsink.batch.RowBatch;
import io.pgsink.table.TableId;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class LaneBatchTest {
  private static LaneBatch failing(Throwable failure) {
    FutureTask<EncodedBatch> encoding = new FutureTask<>(() -> raise(failure));
    return new LaneBatch(
        new TableId("public", "t"), RowBatch.of(List.of()), List.of(), 0, encoding);
  }

  private static EncodedBatch raise(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  @Test
  void whatEncodingThrowsReachesTheLaneAsItIs() {
    for (Throwable failure :
        List.of(new StackOverflowError(), new OutOfMemoryError(), new ArithmeticException())) {
      LaneBatch batch = failing(failure);
      batch.encoding().run();
      assertSame(failure, assertThrows(Throwable.class, batch::encoded));
    }
  }
}
