package io.tributary.connect.transforms;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A firehose is mostly records that nobody wants: those must not cost memory. */
class AllocationTest {
  private static final int RECORDS = 200_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tags        | any.of       | moon,stars  | false",
        "tags        | any.of       | moon,stars  | true",
        "did         | equals       | did:plc:bob | false",
        "card.url    | equals       | x           | true",
        "media.width | greater.than | 5000        | false",
        "likes       | equals       | 6           | false",
        "handle      | exists       | true        | false"
      })
  void aRecordThatIsDroppedCostsNoMemory(
      String field, String property, String value, String ignoreCase) {
    Map<String, String> config = new HashMap<>(Map.of("field", field, property, value));
    config.put("ignore.case", ignoreCase);
    var keep = new Keep<SinkRecord>();
    keep.configure(config);

    for (Form form : Form.values()) {
      // All in ASCII: what has other letters is folded into a copy.
      SinkRecord record = form.record(Posts.withTags("Sea", "Tide", "Pier", "Boat", "Sand"));
      // It has no headers: looking through some makes an iterator until the code is compiled.
      drop(keep, record);

      assertThat(drop(keep, record) / RECORDS).as("bytes a record, %s", form).isZero();
    }
  }

  /** Returns how many bytes it took. */
  private static long drop(Keep<SinkRecord> keep, SinkRecord record) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < RECORDS; i++) {
      if (keep.apply(record) != null) {
        throw new AssertionError("kept");
      }
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
