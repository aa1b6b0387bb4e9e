package io.tributary.connect.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Posts, of which some continue others, some are edited and some deleted a few posts later. */
record ChaosPosts(int count) {
  private static final String DID = "did:plc:chaos";
  private static final int REPLY_EVERY = 5;
  private static final int EDIT_EVERY = 7;
  private static final int EDIT_AFTER = 2;
  private static final int DELETION_EVERY = 11;
  private static final int DELETION_AFTER = 5;

  /** Everything that happens to them, in order. */
  List<ProducerRecord<String, String>> records(String topic) {
    List<ProducerRecord<String, String>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(record(topic, i, post(i, "create", text(i))));
      int edited = i - EDIT_AFTER;
      if (isEdited(edited)) {
        records.add(record(topic, edited, post(edited, "update", editedText(edited))));
      }
      int deleted = i - DELETION_AFTER;
      if (isDeleted(deleted)) {
        records.add(record(topic, deleted, null));
      }
    }
    return records;
  }

  /** What is there in the end. */
  List<String> texts() {
    return IntStream.range(0, count)
        .filter(i -> !isDeleted(i))
        .mapToObj(i -> isEdited(i) ? editedText(i) : text(i))
        .toList();
  }

  private boolean isEdited(int number) {
    return number > 0 && number % EDIT_EVERY == 1 && number + EDIT_AFTER < count;
  }

  private boolean isDeleted(int number) {
    return number > 0 && number % DELETION_EVERY == 1 && number + DELETION_AFTER < count;
  }

  private static ProducerRecord<String, String> record(
      String topic, int number, @Nullable String value) {
    return new ProducerRecord<>(topic, uri(number), value);
  }

  private static String post(int number, String operation, String text) {
    return """
        {"uri": "%s", "did": "%s", "rkey": "%d", "rev": "%s", "operation": "%s", "text": "%s",\
         "facets": [], "langs": [], "labels": [], "media": [], "reply_parent": %s}"""
        .formatted(
            uri(number),
            DID,
            number,
            operation.equals("create") ? "1" : "2",
            operation,
            text,
            number % REPLY_EVERY == REPLY_EVERY - 1 ? '"' + uri(number - 1) + '"' : "null");
  }

  private static String uri(int number) {
    return "at://%s/app.bsky.feed.post/%d".formatted(DID, number);
  }

  private static String text(int number) {
    return "Note %d: the tide turns at noon.".formatted(number);
  }

  private static String editedText(int number) {
    return "Note %d: the tide turns at one.".formatted(number);
  }
}
