// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.table.ForeignKey;
import io.pgsink.table.ForeignKeys;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnwrittenParentsTest {
  private static final TableId PARENT = new TableId("public", "p");
  private static final TableId CHILD = new TableId("public", "c");

  private static final ForeignKey KEY =
      new ForeignKey(
          "c_p_fkey",
          CHILD,
          List.of("p"),
          PARENT,
          List.of("id"),
          List.of("OPERATOR(pg_catalog.=)"),
          false,
          ForeignKey.Action.NO_ACTION,
          ForeignKey.Action.NO_ACTION);

  private static Table table(TableId id, ForeignKey... keys) {
    return Table.of(id, Table.Kind.TABLE, List.of(), List.of()).with(List.of(keys));
  }

  @Test
  void aParentThatNoTopicWritesIsNamed() {
    assertEquals(List.of(KEY), ForeignKeys.pointingOut(List.of(table(CHILD, KEY))));
    assertEquals(List.of(), ForeignKeys.pointingOut(List.of(table(CHILD, KEY), table(PARENT))));
  }
}
