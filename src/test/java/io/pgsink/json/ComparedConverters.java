// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;

/**
 * Kafka's converter, which is that of the class path, and ours. With {@code
 * -Dpgsink.json.jackson=/path/to/jackson-core.jar} ours has a Jackson of its own, as in a worker:
 * so it can be compared on the class path of a worker whose Jackson is too old for it.
 */
final class ComparedConverters {
  private static final String JACKSON = System.getProperty("pgsink.json.jackson", "");
  private static final ClassLoader PLUGIN = JACKSON.isEmpty() ? null : plugin();

  private ComparedConverters() {}

  static Converter kafkas() {
    return new JsonConverter();
  }

  static Converter ours() {
    if (PLUGIN == null) {
      return new FastJsonConverter();
    }
    try {
      Class<?> type = PLUGIN.loadClass(FastJsonConverter.class.getName());
      return (Converter) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ClassLoader plugin() {
    List<String> places = new ArrayList<>(List.of(JACKSON));
    String classPath = System.getProperty("java.class.path");
    places.addAll(List.of(classPath.split(System.getProperty("path.separator"), -1)));
    return new Plugin(places.stream().map(ComparedConverters::url).toArray(URL[]::new));
  }

  private static URL url(String place) {
    try {
      return Path.of(place).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(place, e);
    }
  }

  /** Loads ours and its Jackson before it looks outside. */
  private static final class Plugin extends URLClassLoader {
    Plugin(URL[] places) {
      super(places, ComparedConverters.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && isOurs(name)) {
          loaded = findClass(name);
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }

    private static boolean isOurs(String name) {
      return name.startsWith("io.pgsink.json.") || name.startsWith("com.fasterxml.jackson.core.");
    }
  }
}
