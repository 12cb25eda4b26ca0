// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Refusal;
import java.util.concurrent.Future;

/**
 * A dead letter on its way to the queue.
 *
 * @param refusal the record, and why it is refused
 * @param span holds the record's offset back until the letter is stored
 * @param stored done when the queue has acknowledged it
 */
record Letter(Refusal refusal, OffsetTracker.Span span, Future<Void> stored) {}
