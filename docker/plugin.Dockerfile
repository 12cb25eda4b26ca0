# The plugin alone, for Kubernetes image volumes: Strimzi mounts it below plugin.path (spec.plugins
# with type: image), so that no Connect image has to be built. Build the archive first, then the
# image, from the project's root:
#   mvn -DskipTests package
#   docker build -f docker/plugin.Dockerfile -t registry.example.com/pgsink-plugin:0.1.0 .
FROM scratch

LABEL org.opencontainers.image.title="pgsink" \
      org.opencontainers.image.description="A Kafka Connect sink connector for PostgreSQL: the plugin's files only" \
      org.opencontainers.image.licenses="Apache-2.0 AND BSD-2-Clause"

COPY target/pgsink-*-plugin/*/lib /
COPY target/pgsink-*-plugin/*/doc/LICENSE target/pgsink-*-plugin/*/doc/sbom.cyclonedx.json /doc/
COPY target/pgsink-*-plugin/*/doc/licences /doc/licences
