package io.pgsink.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A worker's {@code plugin.path}: the packaged archive, unzipped, and the sink that does nothing.
 */
final class Plugins {
  private static final String SERVICE =
      "META-INF/services/org.apache.kafka.connect.sink.SinkConnector";

  private Plugins() {}

  /** The folder, laid out once for all workers of this JVM. */
  static Path folder() {
    return Laid.FOLDER;
  }

  private static Path lay() {
    Path folder = Folders.temporary("pgsink-plugins");
    try {
      unzip(Layout.archive(), folder);
      packDoNothing(folder.resolve("do-nothing"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unzip(Path archive, Path folder) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("entry outside of the archive's folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
          if (target.getParent().endsWith("bin")) {
            // java.util.zip doesn't know of file modes, which unzip applies
            target.toFile().setExecutable(true);
          }
        }
      }
    }
  }

  private static void packDoNothing(Path folder) throws IOException {
    Path jar = Files.createDirectories(folder).resolve("do-nothing.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new ZipEntry(SERVICE));
      out.write(DoNothingSinkConnector.class.getName().getBytes(StandardCharsets.UTF_8));
      addClass(out, DoNothingSinkConnector.class);
      addClass(out, DoNothingSinkTask.class);
    }
  }

  private static void addClass(JarOutputStream out, Class<?> type) throws IOException {
    String path = type.getName().replace('.', '/') + ".class";
    out.putNextEntry(new ZipEntry(path));
    try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
      in.transferTo(out);
    }
  }

  private static final class Laid {
    static final Path FOLDER = lay();
  }
}
