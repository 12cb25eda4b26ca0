// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL's official image on a Docker engine. */
final class ContainerPostgresServer implements PostgresServer {
  private static final String IMAGE = System.getProperty("pgsink.rig.postgres", "postgres:18");
  private static final int INNER_PORT = 5432;

  /** Published on a fixed port, because a free one would change with every start. */
  private final int port = Ports.free();

  private final PostgreSQLContainer container;
  private boolean created;

  ContainerPostgresServer(Map<String, String> settings) {
    List<String> command = new ArrayList<>(List.of("postgres"));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    container =
        new PostgreSQLContainer(IMAGE)
            .withUsername(TestPostgres.SUPERUSER)
            .withPassword(TestPostgres.SUPERUSER)
            .withCommand(command.toArray(String[]::new))
            .withCreateContainerCmdModifier(
                create ->
                    create
                        .getHostConfig()
                        .withPortBindings(
                            new PortBinding(Binding.bindPort(port), new ExposedPort(INNER_PORT))));
  }

  @Override
  public void start() {
    if (!created) {
      container.start();
      created = true;
      return;
    }
    DockerClientFactory.instance().client().startContainerCmd(container.getContainerId()).exec();
    Await.until("PostgreSQL's container accepts connections", () -> TestPostgres.accepts(this));
  }

  @Override
  public void stop() {
    DockerClientFactory.instance()
        .client()
        .stopContainerCmd(container.getContainerId())
        .withTimeout(30)
        .exec();
  }

  @Override
  public void kill() {
    DockerClientFactory.instance().client().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void discard() {
    container.stop();
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return port;
  }
}
