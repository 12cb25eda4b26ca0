// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A full disk: a tablespace on a small file system in memory, which only root can mount. The write
 * ahead log stays where there is room, since without it the whole server stops.
 */
final class DiskNemesis {
  private DiskNemesis() {}

  static List<Nemesis> all() {
    return canMount() ? List.of(Nemesis.of("F19", "disk full", DiskNemesis::fill)) : List.of();
  }

  private static boolean canMount() {
    try {
      Path folder = mount();
      Commands.run("umount", folder.toString());
      Files.delete(folder);
      return true;
    } catch (IOException | AssertionError notAllowed) {
      return false;
    }
  }

  private static void fill(TrialStage stage) throws IOException {
    Path disk = mount();
    TestDatabase database = stage.database();
    String tablespace = "small_" + database.name();
    Path data = Files.createDirectory(disk.resolve("data"));
    try {
      // CREATE TABLESPACE can't run in the implicit transaction of several statements.
      database.execute("CREATE TABLESPACE " + tablespace + " LOCATION '" + data + "'");
      database.execute("ALTER TABLE journal SET TABLESPACE " + tablespace);
      Path filler = fillUp(disk);
      stage.duringSeconds(6);
      long before = database.count("SELECT count(*) FROM journal");
      stage.duringSeconds(2);
      if (database.count("SELECT count(*) FROM journal") > before) {
        throw new AssertionError("rows arrive on a full disk");
      }
      Files.delete(filler);
      Await.until(
          "rows arrive again", () -> database.count("SELECT count(*) FROM journal") > before);
    } finally {
      database.execute("ALTER TABLE journal SET TABLESPACE pg_default");
      database.execute("CHECKPOINT");
      database.execute("DROP TABLESPACE " + tablespace);
      // sessions may keep files open that they have written, though they are deleted
      Commands.run("umount", "--lazy", disk.toString());
      Files.delete(disk);
    }
  }

  private static Path fillUp(Path disk) throws IOException {
    Path filler = disk.resolve("filler");
    ByteBuffer zeros = ByteBuffer.allocate(4096);
    try (FileChannel file =
        FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (true) {
        zeros.rewind();
        file.write(zeros);
      }
    } catch (IOException full) {
      return filler;
    }
  }

  private static Path mount() throws IOException {
    Path folder = Files.createTempDirectory("pgsink-small-disk");
    Commands.run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder.toString());
    return folder;
  }
}
