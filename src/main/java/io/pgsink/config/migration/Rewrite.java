// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config.migration;

import java.util.List;
import java.util.Optional;

/** A set of options in which those of another sink are being replaced by ours. */
interface Rewrite {
  /** Removes a foreign option. */
  Optional<String> take(String option);

  /** Puts one of our options, unless the user did. */
  void set(String from, String to, String value);

  /** Says that an option can't be honoured. */
  void refuse(String option, String message);

  /** The elements of a foreign option's list; none when it can't be read, which is refused. */
  List<String> elements(String option, String text);

  /** The value of one of the options as they are now. */
  Optional<String> option(String name);

  /** Appends to a list that the user may have begun. */
  void append(String from, String to, String elements);
}
