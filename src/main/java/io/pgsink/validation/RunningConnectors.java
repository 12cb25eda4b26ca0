// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What the connectors and tasks of this worker were started with, as far as a look at the database
 * depends on it. While the database doesn't answer, a connector may be changed all the same when
 * none of that changes: its address isn't misspelt, and its tables were looked at before. Kept as
 * digests, since options hold secrets. Thread-safe.
 */
public final class RunningConnectors {
  /** Options of ours that no look at the database depends on. */
  private static final Set<String> IRRELEVANT =
      Set.of(
          "tasks.max",
          "batch.size",
          "batch.bytes",
          "linger.ms",
          "writers",
          "max.retries",
          "retry.backoff.ms",
          "retry.backoff.max.ms",
          "log.record.values",
          "connection.timeout.ms",
          "socket.timeout.ms",
          "statement.timeout.ms",
          "lock.timeout.ms",
          "connection.idle.timeout.ms",
          "constraint.wait.ms",
          "pgsink.task.id",
          "task.class");

  private static final Pattern CONNECTS =
      Pattern.compile("(errors|consumer\\.override|(key|value|header)\\.converter)(\\..*)?");

  private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();

  private RunningConnectors() {}

  /** A connector or one of its tasks is started. */
  public static void started(Map<String, String> options) {
    DIGESTS.put(String.valueOf(options.get("name")), digest(options));
  }

  /** Whether a connector of that name runs here with the same tables at the same address. */
  static boolean isUnchanged(Map<String, String> options) {
    return digest(options).equals(DIGESTS.get(String.valueOf(options.get("name"))));
  }

  private static String digest(Map<String, String> options) {
    TreeMap<String, String> relevant = new TreeMap<>(options);
    relevant
        .keySet()
        .removeIf(name -> IRRELEVANT.contains(name) || CONNECTS.matcher(name).matches());
    try {
      byte[] bytes = relevant.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
