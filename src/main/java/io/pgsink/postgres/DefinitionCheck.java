// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.columnar.ColumnBatch;
import io.pgsink.columnar.Statement;
import io.pgsink.table.Column;
import io.pgsink.table.Definition;
import io.pgsink.table.PgType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * The statement that undoes a transaction when a table isn't what its rows were converted for.
 *
 * <p><b>Invariant G.</b> A batch is stored only against the very definition of its tables that its
 * values were converted for. The statement runs behind the batch's writes, whose locks let nobody
 * change the tables until the transaction ends, and sees what was committed before they were taken.
 */
public final class DefinitionCheck {
  private static final List<Column> COLUMNS =
      List.of(column("name", "text"), column("types", "text"), column("fingerprint", "int8"));

  private DefinitionCheck() {}

  /** The check of some definitions. */
  public static Statement of(Collection<Definition> definitions) {
    ColumnBatch values = new ColumnBatch(COLUMNS, definitions.size());
    for (Definition definition : definitions) {
      values.array(0).addBytes(definition.table().sql().getBytes(StandardCharsets.UTF_8));
      values.array(1).addBytes(definition.types().getBytes(StandardCharsets.UTF_8));
      values.array(2).addLong(definition.fingerprint());
    }
    return new Statement(DefinitionSql.CHECK, values);
  }

  /**
   * The check has found another definition. Known by its place among the statements, because a
   * record could make any other statement fail in the same words.
   */
  static final class Changed extends SQLException {
    private static final long serialVersionUID = 1L;

    private Changed(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause);
    }
  }

  /** What the failure of a statement is: itself, or {@link Changed}. */
  static SQLException told(SQLException failure, String sql) {
    return sql.equals(DefinitionSql.CHECK) && "22P02".equals(failure.getSQLState())
        ? new Changed(failure)
        : failure;
  }

  private static Column column(String name, String type) {
    return new Column(
        name,
        PgType.builtIn(type),
        /* notNull= */ true,
        /* hasDefault= */ false,
        Column.Origin.PLAIN,
        /* deterministic= */ true);
  }
}
