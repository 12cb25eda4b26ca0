// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Which errors end a connection: those that {@link WriteException} says it of, instead of the
 * pool's own list. 0A000, for one, is a matter of one statement: the next one works.
 */
final class EvictionPolicy implements SQLExceptionOverride {

  // the interface brings a type of the annotation's name
  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    if (failure.getSQLState() == null) {
      return Override.CONTINUE_EVICT;
    }
    return WriteException.of(failure).evicts() ? Override.MUST_EVICT : Override.DO_NOT_EVICT;
  }
}
