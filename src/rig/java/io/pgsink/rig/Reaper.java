// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Ends processes and removes folders when this JVM is gone, however it went: a small shell waits
 * for the end of its input, which the operating system closes even when the JVM is killed and no
 * shutdown hook runs. If the shell is killed, too, the {@link Ledger} tells the next JVM.
 *
 * <p>Thread-safe.
 */
final class Reaper {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      doomed=' '
      while read -r verb what; do
        case $verb in
          kill) doomed="$doomed$what " ;;
          spare) doomed="${doomed%% $what *} ${doomed#* $what }" ;;
          remove) set -- "$@" "$what" ;;
        esac
      done
      for pid in $doomed; do kill -9 "$pid" 2>/dev/null; done
      sleep 1
      for folder in "$@"; do rm -rf "$folder"; done
      """;

  private static Writer commands;
  private static Ledger ledger;

  private Reaper() {}

  /** The process dies with this JVM. */
  static synchronized void kill(long pid) {
    tell("kill " + pid);
    try {
      ledger.process(pid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process has ended, so its number may belong to another one. */
  static void spare(long pid) {
    tell("spare " + pid);
  }

  /** The folder is removed when this JVM is gone. */
  static synchronized void remove(Path folder) {
    tell("remove " + folder.toAbsolutePath());
    try {
      ledger.folder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void tell(String command) {
    try {
      if (commands == null) {
        Process shell =
            new ProcessBuilder("sh", "-c", SCRIPT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        commands = shell.outputWriter(StandardCharsets.UTF_8);
        Path shared = Path.of(System.getProperty("java.io.tmpdir"));
        Ledger.settle(shared);
        ledger = Ledger.open(shared);
        commands.write("remove " + ledger.file() + "\n");
      }
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
