// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {
  @TempDir private Path folder;

  @Test
  void whatADeadJvmHasLeftIsEndedAndRemoved() throws Exception {
    Process orphan = new ProcessBuilder("sleep", "600").start();
    Path data = Files.createDirectories(folder.resolve("data/base"));
    try {
      Ledger ledger = Ledger.open(folder);
      ledger.process(orphan.pid());
      ledger.folder(folder.resolve("data"));
      Ledger.settle(folder);
      assertTrue(orphan.isAlive(), "its owner, this JVM, lives");
      disown(ledger);
      Ledger.settle(folder);
      Await.until("the orphan ends", () -> !orphan.isAlive());
      assertFalse(Files.exists(data));
      assertFalse(Files.exists(ledger.file()));
    } finally {
      orphan.destroyForcibly();
    }
  }

  @Test
  void aProcessThatHasGotTheNumberOfAnotherIsLeftAlone() throws Exception {
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      Ledger ledger = Ledger.open(folder);
      Files.write(ledger.file(), List.of("owner 1 1", "process " + other.pid() + " 1"));
      Ledger.settle(folder);
      assertFalse(Files.exists(ledger.file()));
      assertTrue(other.isAlive());
    } finally {
      other.destroyForcibly();
    }
  }

  /** The owner is another process of that number. */
  private static void disown(Ledger ledger) throws IOException {
    List<String> lines = Files.readAllLines(ledger.file());
    lines.set(0, "owner " + ProcessHandle.current().pid() + " 1");
    Files.write(ledger.file(), lines);
  }
}
