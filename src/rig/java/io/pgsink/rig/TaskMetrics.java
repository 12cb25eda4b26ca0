// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The numbers of a connector's tasks, read from a worker's MBeans. */
public final class TaskMetrics implements AutoCloseable {
  private final JMXConnector connector;
  private final ObjectName tasks;

  private TaskMetrics(JMXConnector connector, ObjectName tasks) {
    this.connector = connector;
    this.tasks = tasks;
  }

  /** A port for {@link #options}. */
  public static int freePort() {
    return Ports.free();
  }

  /** Options of a worker's JVM that make its MBeans readable on a port of this machine. */
  public static List<String> options(int port) {
    return List.of(
        "-Dcom.sun.management.jmxremote.host=127.0.0.1",
        "-Dcom.sun.management.jmxremote.port=" + port,
        "-Dcom.sun.management.jmxremote.rmi.port=" + port,
        "-Dcom.sun.management.jmxremote.authenticate=false",
        "-Dcom.sun.management.jmxremote.ssl=false",
        "-Djava.rmi.server.hostname=127.0.0.1");
  }

  /** Our numbers, from a worker of this machine that was started with {@link #options}. */
  public static TaskMetrics connect(int port, String connectorName) throws IOException {
    return connect(port, "io.pgsink", connectorName);
  }

  /** What the worker itself counts of any sink connector. */
  public static TaskMetrics connectToWorkers(int port, String connectorName) throws IOException {
    return connect(port, "kafka.connect", connectorName);
  }

  @SuppressWarnings("BanJNDI") // the rig's own process, on the loopback address
  private static TaskMetrics connect(int port, String domain, String connectorName)
      throws IOException {
    try {
      String address = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi";
      return new TaskMetrics(
          JMXConnectorFactory.connect(new JMXServiceURL(address)),
          new ObjectName(
              domain + ":type=sink-task-metrics,connector=" + connectorName + ",task=*"));
    } catch (JMException e) {
      throw new IOException(e);
    }
  }

  /** How many tasks there are. */
  public int tasks() throws IOException {
    return connector.getMBeanServerConnection().queryNames(tasks, null).size();
  }

  /** The bytes that the worker's heap holds after a full collection. */
  public long liveHeap() throws IOException {
    MemoryMXBean memory =
        ManagementFactory.newPlatformMXBeanProxy(
            connector.getMBeanServerConnection(),
            ManagementFactory.MEMORY_MXBEAN_NAME,
            MemoryMXBean.class);
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** The sum of an attribute over the connector's tasks; 0 before they run. */
  public long total(String attribute) {
    try {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      double sum = 0;
      for (ObjectName task : beans.queryNames(tasks, null)) {
        sum += ((Number) beans.getAttribute(task, attribute)).doubleValue();
      }
      return Math.round(sum);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JMException e) {
      throw new IllegalStateException("no attribute " + attribute + " of " + tasks, e);
    }
  }

  /** The names of everything that the worker's JVM shows. */
  public Set<String> names() {
    try {
      Set<String> names = new TreeSet<>();
      for (ObjectName name : connector.getMBeanServerConnection().queryNames(null, null)) {
        names.add(name.getCanonicalName());
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the attributes that each task shows; empty before they run. */
  public Set<String> attributes() {
    return attributesOf(tasks);
  }

  /** The names of what the worker itself shows of the tasks' own metrics (KIP-877). */
  public Set<String> workerAttributes(String connectorName) {
    try {
      return attributesOf(
          new ObjectName("kafka.connect:type=plugins,connector=" + connectorName + ",*"));
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private Set<String> attributesOf(ObjectName pattern) {
    try {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      Set<String> names = new TreeSet<>();
      for (ObjectName name : beans.queryNames(pattern, null)) {
        for (MBeanAttributeInfo attribute : beans.getMBeanInfo(name).getAttributes()) {
          names.add(attribute.getName());
        }
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
