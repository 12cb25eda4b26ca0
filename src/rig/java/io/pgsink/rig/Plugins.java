// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import io.apicurio.registry.serde.avro.NonRecordContainer;
import io.apicurio.registry.utils.converter.avro.AvroData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.avro.Schema;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.storage.Converter;

/**
 * A worker's {@code plugin.path}: the packaged archive, unzipped, the sink that does nothing, and
 * the Avro converter with the libraries that it needs.
 */
final class Plugins {
  private Plugins() {}

  /** The folder, laid out once for all workers of this JVM. */
  static Path folder() {
    return Laid.FOLDER;
  }

  private static Path lay() {
    Path folder = Folders.temporary("pgsink-plugins");
    try {
      unzip(Layout.archive(), folder);
      pack(
          folder.resolve("do-nothing"),
          SinkConnector.class,
          DoNothingSinkConnector.class,
          DoNothingSinkTask.class);
      Path avro = folder.resolve("avro");
      pack(avro, Converter.class, FixedSchemaAvroConverter.class);
      for (Class<?> library : List.of(AvroData.class, NonRecordContainer.class, Schema.class)) {
        Path jar = Path.of(library.getProtectionDomain().getCodeSource().getLocation().getPath());
        Files.copy(jar, avro.resolve(jar.getFileName()));
      }
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

  /** Makes a plugin of one class, which other classes may follow. */
  private static void pack(Path folder, Class<?> service, Class<?> plugin, Class<?>... others)
      throws IOException {
    Path jar = Files.createDirectories(folder).resolve(plugin.getSimpleName() + ".jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new ZipEntry("META-INF/services/" + service.getName()));
      out.write(plugin.getName().getBytes(StandardCharsets.UTF_8));
      addClass(out, plugin);
      for (Class<?> other : others) {
        addClass(out, other);
      }
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
