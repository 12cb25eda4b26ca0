// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.util.List;
import java.util.Map;

/**
 * What trials share: a broker, workers of one Connect cluster, a PostgreSQL and the proxy in front
 * of it. Each trial leaves it as whole as it was.
 *
 * @param hosts how the workers find the proxy
 * @param address host and port of the proxy, as the workers call it
 */
record Fleet(
    TestPostgres postgres,
    FaultProxy proxy,
    HostsFile hosts,
    String address,
    TestKafka kafka,
    List<TestWorker> workers)
    implements AutoCloseable {

  /** Starts a fleet of two workers, whose parts may all be stopped and killed. */
  static Fleet whole() {
    HostsFile hosts = HostsFile.create();
    TestKafka kafka = TestKafka.start();
    TestWorker first = TestWorker.start(kafka, Map.of(), hosts.options());
    return of(kafka, List.of(first, first.startPeer()), hosts, HostsFile.DATABASE);
  }

  /** Starts a PostgreSQL for the broker and the worker that all tests share. */
  static Fleet small() {
    return of(TestKafka.shared(), List.of(TestWorker.shared()), HostsFile.create(), "localhost");
  }

  private static Fleet of(
      TestKafka kafka, List<TestWorker> workers, HostsFile hosts, String hostName) {
    // Few connections, so that they can be used up; deadlocks are found at once.
    TestPostgres postgres = TestPostgres.start("max_connections=60", "deadlock_timeout=200ms");
    Tables.createRole(postgres);
    FaultProxy proxy = new FaultProxy(postgres.host(), postgres.port());
    return new Fleet(postgres, proxy, hosts, hostName + ":" + proxy.port(), kafka, workers);
  }

  /** Takes back what a trial may have left, whether it came to its end or not. */
  void heal() {
    workers.forEach(TestWorker::resume);
    hosts.heal();
    proxy.heal();
    Tables.resetRole(postgres);
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
