// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import io.pgsink.bench.ForeignSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the system properties {@code bench.…} ask for.
 *
 * @param rows records of a workload of share 1
 * @param rounds how often each contender writes each workload
 * @param workloads names of scenarios; empty means all
 * @param contenders all that are to be measured
 * @param plugins folders that hold the plugins of contenders, apart from those of the rig
 */
record Settings(
    long rows,
    int rounds,
    List<String> workloads,
    List<MeasuredSink> contenders,
    List<Path> plugins) {
  static final long ROWS = 500_000;

  static Settings fromProperties() {
    List<Path> plugins = new ArrayList<>();
    List<MeasuredSink> contenders = new ArrayList<>();
    for (MeasuredSink ours : List.of(MeasuredSink.pgsink(), MeasuredSink.nothing())) {
      contenders.add(ours);
      contenders.add(ours.withFastJson());
    }
    for (ForeignSink sink : ForeignSink.fromProperties()) {
      plugins.add(sink.plugins());
      contenders.add(MeasuredSink.of(sink));
    }
    List<String> names = list("bench.contenders", ",");
    return new Settings(
        Long.getLong("bench.rows", ROWS),
        Integer.getInteger("bench.rounds", 5),
        list("bench.workloads", ","),
        contenders.stream().filter(each -> names.isEmpty() || names.contains(each.name())).toList(),
        plugins.stream().distinct().toList());
  }

  private static List<String> list(String property, String separator) {
    String value = System.getProperty(property, "");
    return value.isEmpty() ? List.of() : Arrays.asList(value.split(separator, -1));
  }

  /** Whether a workload was asked for. */
  boolean includes(String workload) {
    return workloads.isEmpty() || workloads.contains(workload);
  }

  /** The contenders of these names that are to be measured. */
  List<MeasuredSink> among(String... names) {
    return contenders.stream().filter(each -> List.of(names).contains(each.name())).toList();
  }
}
