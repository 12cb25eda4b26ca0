// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.flow.Attempt.Next;
import io.pgsink.flow.Attempt.Step;
import io.pgsink.postgres.WriteException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class AttemptTest {
  private static final String SLOW = "57014";
  private static final String LOST = "08006";
  private static final String BAD = "22003";
  private static final String NO_COLUMN = "42703";
  private static final String LOGIN = "28P01";

  private final Attempt first = Attempt.first(Attempt.SLOW_BEFORE_HALVES);

  private static Next after(Attempt attempt, String sqlState) {
    return attempt.next(WriteException.of(new SQLException("", sqlState)));
  }

  @Test
  void anOutageIsRepeatedAndLeavesTheCommitInDoubt() {
    Next next = after(first, LOST);
    assertEquals(Step.AFTER_BACKOFF, next.step());
    assertTrue(next.attempt().unanswered());
    assertFalse(next.attempt().answered().unanswered());
  }

  @Test
  void whatFailedWithAnAnswerIsNotInDoubt() {
    assertFalse(after(first, "40001").attempt().unanswered());
    // but an earlier attempt stays in doubt until somebody has looked
    assertTrue(after(after(first, LOST).attempt(), "40001").attempt().unanswered());
  }

  @Test
  void statementsOutOfTimeAreCountedInARow() {
    Next next = after(after(first, SLOW).attempt(), SLOW);
    assertEquals(Step.AFTER_BACKOFF, next.step());
    assertEquals(Step.IN_HALVES, after(next.attempt(), SLOW).step());
    assertEquals(0, after(next.attempt(), "40001").attempt().slow());
  }

  @Test
  void aSlowLookForALostCommitDoesNotCount() {
    Attempt inDoubt = after(first, LOST).attempt();
    assertEquals(0, after(inDoubt, SLOW).attempt().slow());
    assertEquals(Step.AFTER_BACKOFF, after(inDoubt, "53400").step());
  }

  @Test
  void aBatchThatIsRefusedIsSplitButNotForEver() {
    Attempt attempt = first;
    for (int i = 1; i <= Attempt.MAX_SPLITS; i++) {
      Next next = after(attempt, BAD);
      assertEquals(Step.AT_ONCE, next.step());
      attempt = next.attempt();
      assertTrue(attempt.isSplit());
    }
    assertEquals(Step.NEVER, after(attempt, BAD).step());
  }

  @Test
  void anotherTableIsReadAndLinkedAgainAsOftenAsItChanges() {
    Attempt attempt = first;
    for (int i = 0; i < 10; i++) {
      Next next = after(attempt, NO_COLUMN);
      assertEquals(Step.AT_ONCE, next.step());
      assertTrue(next.attempt().stale());
      attempt = next.attempt().relinked(/* same= */ false);
      assertFalse(attempt.stale());
    }
  }

  /** S3.4: then a value may be to blame, such as the name of a table in a regclass column. */
  @Test
  void whereATableIsFoundAsItWasTheRecordsAreLookedAt() {
    Attempt same = after(first, NO_COLUMN).attempt().relinked(/* same= */ true);
    Next next = after(same, NO_COLUMN);
    assertEquals(Step.AT_ONCE, next.step());
    assertTrue(next.attempt().isSplit());
    assertEquals(Step.NEVER, after(next.attempt(), NO_COLUMN).step());
  }

  /** K6.1 */
  @Test
  void anErrorThatNobodyKnowsIsRepeatedOnceAndThenLookedForInTheRecords() {
    Next next = after(first, "ZZ001");
    assertEquals(Step.AFTER_BACKOFF, next.step());
    assertFalse(next.attempt().isSplit());
    Next second = after(next.attempt(), "ZZ001");
    assertEquals(Step.AT_ONCE, second.step());
    assertTrue(second.attempt().isSplit());
    assertEquals(Step.AFTER_BACKOFF, after(second.attempt(), "ZZ001").step());
  }

  /** K6.3 */
  @Test
  void aStatementAboveALimitIsHalvedAtOnce() {
    assertEquals(Step.IN_HALVES, after(first, "53400").step());
  }

  /** K7.2: the server ends the session, so that the commit is in doubt, too. */
  @Test
  void aTransactionThatTookTooLongIsHalvedThoughItsCommitIsInDoubt() {
    Attempt attempt = first;
    for (int i = 1; i < Attempt.SLOW_BEFORE_HALVES; i++) {
      Next next = after(attempt, "25P04");
      assertEquals(Step.AFTER_BACKOFF, next.step());
      assertTrue(next.attempt().unanswered());
      attempt = next.attempt().answered();
    }
    assertEquals(Step.IN_HALVES, after(attempt, "25P04").step());
  }

  @Test
  void anotherDefinitionIsTriedAsAWholeAgain() {
    Attempt split = after(first, BAD).attempt();
    assertFalse(after(split, NO_COLUMN).attempt().relinked(/* same= */ false).isSplit());
    assertTrue(after(split, NO_COLUMN).attempt().relinked(/* same= */ true).isSplit());
  }

  @Test
  void linkingAgainWaitsForAnOutageToEnd() {
    Attempt stale = after(first, NO_COLUMN).attempt();
    Next next = after(stale, LOST);
    assertEquals(Step.AFTER_BACKOFF, next.step());
    assertTrue(next.attempt().stale());
  }

  @Test
  void onlyPeopleMendAnEnvironmentUnlessTheTableHasChanged() {
    Next next = after(first, LOGIN);
    assertEquals(Step.AT_ONCE, next.step());
    assertTrue(next.attempt().stale());
    assertEquals(Step.NEVER, after(next.attempt(), LOGIN).step());
    assertEquals(Step.NEVER, after(next.attempt().relinked(/* same= */ true), LOGIN).step());
  }

  @Test
  void aBatchForAnotherDefinitionIsNeverGivenUp() {
    WriteException stale = WriteException.stale();
    Next next = first.next(stale);
    assertEquals(Step.AT_ONCE, next.step());
    assertTrue(next.attempt().stale());
    // changed to and fro meanwhile
    Attempt same = next.attempt().relinked(/* same= */ true);
    assertEquals(Step.AFTER_BACKOFF, same.next(stale).step());
  }

  @Test
  void aFencedBatchWaitsForItsRevocation() {
    assertEquals(Step.AFTER_REVOCATION, first.next(WriteException.fenced()).step());
  }
}
