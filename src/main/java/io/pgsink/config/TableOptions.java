// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

/** Names of options that can be set per topic; those of fragments are in the fragments. */
public final class TableOptions {
  public static final String NAME_FORMAT = "table.name.format";
  public static final String NAME_CASE = "name.case";
  public static final String INSERT_MODE = "insert.mode";
  static final String INSERT_COPY = "insert.copy";
  static final String FOLD = "fold.changes";
  public static final String DELETE_MODE = "delete.mode";
  public static final String CREATE = "auto.create";
  public static final String EVOLVE = "auto.evolve";
  public static final String TIMEZONE = "timestamp.timezone";
  static final String CONSTRAINT_WAIT = "constraint.wait.ms";

  private TableOptions() {}
}
