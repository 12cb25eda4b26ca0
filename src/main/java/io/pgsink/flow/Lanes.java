// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.config.WriteConfig;
import io.pgsink.link.Change;
import io.pgsink.metrics.SinkMetrics;
import io.pgsink.table.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * The lanes of a task and what waits for them. Decides when a batch is sealed: when it is full, or
 * when its lane is free and its oldest row has lingered long enough; so batches grow by themselves
 * while the database is busy. Task thread only.
 */
final class Lanes {
  /** One batch being written and one ready behind it keep a lane busy; more only costs memory. */
  private static final int FULL = 2;

  private static final long RETRY_CALL_MILLIS = 100;

  private final WriteConfig config;
  private final LaneBuffer[] buffers;
  private final WriterLane[] lanes;
  private final ExecutorService encoder;

  Lanes(
      WriteConfig config,
      String name,
      Supplier<? extends WriterLane.Work> work,
      Wording wording,
      Progress progress) {
    this.config = config;
    this.buffers = new LaneBuffer[config.writers()];
    this.lanes = new WriterLane[config.writers()];
    LogContext context = LogContext.current();
    this.encoder =
        Executors.newSingleThreadExecutor(ahead -> context.thread(ahead, name + "-encoder"));
    for (int i = 0; i < lanes.length; i++) {
      buffers[i] = new LaneBuffer(i);
      lanes[i] = new WriterLane(name + "-lane-" + i, work.get(), wording, progress::signal);
    }
  }

  /** Puts a change into a lane's buffer, and seals the batch when it is full. */
  void add(int lane, Change change, OffsetTracker.Partition partition, long now) {
    LaneBuffer buffer = buffers[lane];
    buffer.add(change, partition, now);
    if (buffer.rows() >= config.batchSize() || buffer.bytes() >= config.batchBytes()) {
      submit(lane, buffer.seal(now));
    }
  }

  /** A batch that must wait for its lane is encoded meanwhile, so that PostgreSQL needn't. */
  private void submit(int lane, LaneBatch batch) {
    if (lanes[lane].backlog() > 0) {
      encoder.execute(batch.encoding());
    }
    lanes[lane].submit(batch);
  }

  /** Seals what has waited long enough for a lane that is free. */
  void sealWhatLingered() {
    long now = System.nanoTime();
    for (int i = 0; i < lanes.length; i++) {
      boolean free = lanes[i].backlog() == 0;
      if (free && !buffers[i].isEmpty() && buffers[i].age(now) >= config.linger().toNanos()) {
        submit(i, buffers[i].seal(now));
      }
    }
  }

  /** Seals everything, whether its lane is free or not. */
  void sealAll() {
    long now = System.nanoTime();
    for (int i = 0; i < lanes.length; i++) {
      if (!buffers[i].isEmpty()) {
        submit(i, buffers[i].seal(now));
      }
    }
  }

  /** Whether new records may be taken: some lane can use them, and memory stays bounded. */
  boolean haveRoom() {
    long bytes = 0;
    boolean someLaneHungry = false;
    for (int i = 0; i < lanes.length; i++) {
      bytes += lanes[i].bytes() + buffers[i].bytes();
      someLaneHungry |= lanes[i].backlog() < FULL;
    }
    return someLaneHungry && bytes < (FULL + 1L) * lanes.length * config.batchBytes();
  }

  /** Asks Connect to call put again in time, with or without records. */
  void askToBeCalled(SinkTaskContext context, boolean soon) {
    boolean waiting = false;
    boolean busy = false;
    for (int i = 0; i < lanes.length; i++) {
      waiting |= !buffers[i].isEmpty();
      busy |= lanes[i].backlog() > 0;
    }
    if (soon) {
      context.timeout(1);
    } else if (areRetrying()) {
      context.timeout(RETRY_CALL_MILLIS);
    } else if (waiting || busy || areWaiting()) {
      context.timeout(Math.min(RETRY_CALL_MILLIS, Math.max(1, config.linger().toMillis())));
    }
  }

  /** Whether a lane repeats a batch because the database can't be written now. */
  boolean areRetrying() {
    for (WriterLane lane : lanes) {
      if (lane.isRetrying()) {
        return true;
      }
    }
    return false;
  }

  /** Whether changes wait for others that haven't come yet. */
  boolean areWaiting() {
    return waitingRows() > 0;
  }

  /**
   * Brings what waits to the lanes that it belongs to now, if all lanes stand still.
   *
   * @param move changes which lanes what belongs to
   * @param lane the lane of a change, after that
   * @return whether they did
   */
  boolean redistribute(Runnable move, ToIntFunction<Change> lane) {
    List<WaitingRoom> rooms = new ArrayList<>();
    for (WriterLane each : lanes) {
      each.room().ifPresent(rooms::add);
    }
    List<WaitingRoom> ours = new ArrayList<>();
    try {
      for (WaitingRoom room : rooms) {
        if (!room.turn().tryLock()) {
          return false;
        }
        ours.add(room);
      }
      move.run();
      Map<Integer, List<WaitingUnit.Parcel>> parcels = new HashMap<>();
      for (WaitingRoom room : rooms) {
        for (WaitingUnit.Parcel parcel : room.clear()) {
          int to = lane.applyAsInt(parcel.change());
          parcels.computeIfAbsent(to, none -> new ArrayList<>()).add(parcel);
        }
      }
      parcels.forEach(
          (to, some) -> {
            rooms.get(to).takeOver(some);
            TableId table = some.get(0).change().target().plan().table().id();
            submit(to, LaneBatch.nothing(table));
          });
      return true;
    } finally {
      ours.forEach(room -> room.turn().unlock());
    }
  }

  /** Shows what waits. */
  void show(SinkMetrics metrics) {
    metrics.gauge(
        "waiting-rows",
        "Changes that wait for others that a constraint asks for",
        this::waitingRows);
    metrics.gauge(
        "waiting-oldest-ms", "Milliseconds that the oldest of them waits", this::longestWaitMillis);
  }

  /** How many changes wait for others that haven't come yet. Any thread may ask. */
  long waitingRows() {
    long rows = 0;
    for (WriterLane lane : lanes) {
      rows += lane.load().rows();
    }
    return rows;
  }

  /** How long the oldest of them has waited. Any thread may ask. */
  long longestWaitMillis() {
    long longest = 0;
    for (WriterLane lane : lanes) {
      WaitingLoad load = lane.load();
      if (load.rows() > 0) {
        longest = Math.max(longest, System.nanoTime() - load.since());
      }
    }
    return TimeUnit.NANOSECONDS.toMillis(longest);
  }

  /** Pauses the partitions that should send no more until what waits of them is less. */
  void pause(Crowding crowding) {
    Map<TopicPartition, Long> partitions = Map.of();
    boolean full = false;
    for (WriterLane lane : lanes) {
      WaitingLoad load = lane.load();
      full |= load.full();
      if (!load.crowding().isEmpty()) {
        Map<TopicPartition, Long> all = new HashMap<>(partitions);
        load.crowding().forEach((partition, bytes) -> all.merge(partition, bytes, Long::sum));
        partitions = all;
      }
    }
    crowding.pause(partitions, full);
  }

  /** Throws the failure of a lane that has failed. */
  void check() {
    for (WriterLane lane : lanes) {
      ConnectException failure = lane.failure();
      if (failure != null) {
        throw new ConnectException(failure.getMessage());
      }
    }
  }

  /** Whether no lane has anything left to do. */
  boolean areIdle() {
    for (int i = 0; i < lanes.length; i++) {
      if (lanes[i].backlog() > 0 || !buffers[i].isEmpty()) {
        return false;
      }
    }
    return true;
  }

  boolean haveFailed() {
    for (WriterLane lane : lanes) {
      if (lane.failure() != null) {
        return true;
      }
    }
    return false;
  }

  /** Drops what partitions that were taken away had put into the buffers. */
  void dropRevoked() {
    for (LaneBuffer buffer : buffers) {
      buffer.dropRevoked();
    }
  }

  /** Ends the lanes; what they haven't written is left to be read again. */
  void stop() {
    encoder.shutdownNow();
    for (WriterLane lane : lanes) {
      lane.stop();
    }
  }

  void join(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    for (WriterLane lane : lanes) {
      lane.join(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    }
    encoder.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}
