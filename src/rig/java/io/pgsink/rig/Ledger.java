// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a JVM has started and must not leave behind, written down for the next one: when everything
 * is killed at once, the {@link Reaper} is, too. A process is known by its number and the instant
 * at which it began, since numbers are given out again.
 */
final class Ledger {
  private static final String PREFIX = "pgsink-rig-";

  /** The instant is counted from when the machine was started, which moves with its clock. */
  private static final long SAME_MILLIS = 5_000;

  private final Path file;

  private Ledger(Path file) {
    this.file = file;
  }

  /** Opens the ledger of this JVM, in a folder that all of them share. */
  static Ledger open(Path folder) throws IOException {
    Ledger ledger = new Ledger(Files.createTempFile(folder, PREFIX, ".ledger"));
    ledger.note("owner", ProcessHandle.current());
    return ledger;
  }

  Path file() {
    return file;
  }

  void process(long pid) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      note("process", process.get());
    }
  }

  void folder(Path folder) throws IOException {
    append("folder " + folder.toAbsolutePath());
  }

  private void note(String what, ProcessHandle process) throws IOException {
    append(what + ' ' + process.pid() + ' ' + begin(process));
  }

  private void append(String line) throws IOException {
    Files.write(file, List.of(line), StandardOpenOption.APPEND);
  }

  /** Ends and removes what JVMs have left in this folder's ledgers that are gone. */
  static void settle(Path folder) throws IOException {
    List<Path> ledgers;
    try (Stream<Path> files = Files.list(folder)) {
      ledgers = files.filter(file -> file.getFileName().toString().startsWith(PREFIX)).toList();
    }
    for (Path ledger : ledgers) {
      try {
        List<String> lines = Files.readAllLines(ledger);
        if (!lines.isEmpty() && alive(lines.get(0)).isEmpty()) {
          lines.forEach(Ledger::settle);
          Files.deleteIfExists(ledger);
        }
      } catch (UncheckedIOException | IOException gone) {
        // another JVM settles it at the same time
      }
    }
  }

  private static void settle(String line) {
    if (line.startsWith("process ")) {
      alive(line).ifPresent(ProcessHandle::destroyForcibly);
    } else if (line.startsWith("folder ")) {
      Folders.delete(Path.of(line.substring("folder ".length())));
    }
  }

  /** The process of a line, if it still is the one that was meant. */
  private static Optional<ProcessHandle> alive(String line) {
    String[] words = line.split(" ", 3);
    return ProcessHandle.of(Long.parseLong(words[1]))
        .filter(process -> Math.abs(begin(process) - Long.parseLong(words[2])) < SAME_MILLIS);
  }

  private static long begin(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(-1L);
  }
}
