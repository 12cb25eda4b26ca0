// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Loads a plugin as a worker does: its own jars first, and Kafka's classes from outside. A plugin
 * stays loaded, so that its code is compiled by the JVM once.
 */
final class PluginClassLoader extends URLClassLoader {
  private static final Map<Path, PluginClassLoader> LOADED = new ConcurrentHashMap<>();

  /** Some plugins look into the worker itself, which isn't on the benchmark's class path. */
  private static final Path WORKER = Path.of(System.getProperty("pgsink.worker.jars"));

  private static final List<String> SHARED =
      List.of("java.", "javax.management.", "org.apache.kafka.", "org.slf4j.");

  private PluginClassLoader(URL[] jars) {
    super(jars, PluginClassLoader.class.getClassLoader());
  }

  /**
   * The loader of the plugin that has a class.
   *
   * @param plugins a folder as {@code plugin.path} takes it
   */
  static ClassLoader of(Path plugins, String className) throws IOException {
    String file = className.replace('.', '/') + ".class";
    try (Stream<Path> folders = Files.list(plugins)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> LOADED.computeIfAbsent(folder, PluginClassLoader::load))
          .filter(loader -> loader.findResource(file) != null)
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("no plugin in " + plugins + " has " + className));
    }
  }

  private static PluginClassLoader load(Path folder) {
    PluginClassLoader loader =
        new PluginClassLoader(
            Stream.concat(jars(folder, ""), jars(WORKER, "connect-runtime")).toArray(URL[]::new));
    // as a worker does: drivers register themselves when they are loaded
    ServiceLoader.load(Driver.class, loader).forEach(driver -> {});
    return loader;
  }

  private static Stream<URL> jars(Path folder, String start) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .filter(file -> file.toString().endsWith(".jar"))
          .map(PluginClassLoader::url)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (SHARED.stream().anyMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        try {
          loaded = findClass(name);
        } catch (ClassNotFoundException outside) {
          return super.loadClass(name, resolve);
        }
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  @Override
  public URL getResource(String name) {
    URL own = findResource(name);
    return own == null ? super.getResource(name) : own;
  }
}
