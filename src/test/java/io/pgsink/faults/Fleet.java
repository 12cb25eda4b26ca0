package io.pgsink.faults;

import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.util.List;

/**
 * What trials share: a broker, workers of one Connect cluster, a PostgreSQL and the proxy in front
 * of it. Each trial leaves it as whole as it was.
 */
record Fleet(TestPostgres postgres, FaultProxy proxy, TestKafka kafka, List<TestWorker> workers)
    implements AutoCloseable {

  /** Starts a fleet of two workers, whose parts may all be stopped and killed. */
  static Fleet whole() {
    TestKafka kafka = TestKafka.start();
    TestWorker first = TestWorker.start(kafka);
    return of(kafka, List.of(first, first.startPeer()));
  }

  /** Starts a PostgreSQL for the broker and the worker that all tests share. */
  static Fleet small() {
    return of(TestKafka.shared(), List.of(TestWorker.shared()));
  }

  private static Fleet of(TestKafka kafka, List<TestWorker> workers) {
    // Few connections, so that they can be used up; deadlocks are found at once.
    TestPostgres postgres = TestPostgres.start("max_connections=60", "deadlock_timeout=200ms");
    Tables.createRole(postgres);
    return new Fleet(postgres, new FaultProxy(postgres.host(), postgres.port()), kafka, workers);
  }

  /** Stops what isn't shared with other tests. */
  @Override
  public void close() {
    proxy.close();
    postgres.close();
    if (workers.get(0) != TestWorker.shared()) {
      workers.forEach(TestWorker::close);
      kafka.close();
    }
  }
}
