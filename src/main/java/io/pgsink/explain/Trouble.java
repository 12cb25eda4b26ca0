// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

/** Something that keeps the command from its work, in words for whoever typed it. */
final class Trouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Trouble(String message) {
    super(message, null, false, false);
  }
}
