package io.tributary.connect.bluesky;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.tributary.connect.bluesky.FirehoseMessage.RepositoryOperation;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@code subscribeRepos} sends: a CBOR header and a CBOR body, the records in a CAR. */
final class FirehoseDecoder implements StreamDecoder {
  private static final int MESSAGE = 1;
  private static final int ERROR = -1;

  private final StreamScope scope;
  private final MessageDigest sha256;

  FirehoseDecoder(StreamScope scope) {
    this.scope = scope;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  @Override
  public Frame decode(byte[] message, int length) {
    try (CBORParser parser = BlueskyCbor.parser(message, 0, length)) {
      var read = new FirehoseMessage();
      read.readHeader(parser);
      if (read.op == ERROR) {
        read.readBody(parser);
        return new Frame.Problem(String.valueOf(read.error), read.text);
      }
      if (read.op != MESSAGE || read.type == null) {
        return new Frame.Ignored();
      }
      return switch (read.type) {
        case "#commit", "#identity", "#account", "#sync" -> {
          read.readBody(parser);
          yield new Frame.Events(events(read, read.type));
        }
        case "#info" -> {
          read.readBody(parser);
          yield new Frame.Notice(String.valueOf(read.name), read.text);
        }
        default -> new Frame.Ignored();
      };
    } catch (IOException | RuntimeException e) {
      return Frame.Unreadable.because(e);
    }
  }

  private List<BlueskyEvent> events(FirehoseMessage read, String type) throws IOException {
    String did = read.did();
    StreamPosition position = read.position();
    return switch (type) {
      case "#identity" ->
          List.of(
              new BlueskyEvent.Identity(did, position, read.handle, position.timeMicros(), null));
      case "#account" ->
          List.of(
              new BlueskyEvent.Account(
                  did, position, read.active, read.status, position.timeMicros(), null));
      case "#sync" -> List.of(new BlueskyEvent.Sync(did, position, read.rev(), null));
      default -> commits(read, did, position);
    };
  }

  /** The operations that are in scope keep their place among all of them. */
  private List<BlueskyEvent> commits(FirehoseMessage read, String did, StreamPosition position)
      throws IOException {
    String rev = read.rev();
    var blocks = new CarBlocks(read.blocks, sha256);
    List<RepositoryOperation> operations = read.operations;
    List<BlueskyEvent> events = new ArrayList<>(operations.size());
    for (int i = 0; i < operations.size(); i++) {
      RepositoryOperation operation = operations.get(i);
      Operation action = Operation.of(operation.action());
      if (action == null || !operation.hasValidPath()) {
        events.add(new BlueskyEvent.Skipped(did, position, "an operation without a valid path"));
      } else if (scope.contains(did, operation.collection())) {
        Cid cid = action == Operation.DELETE ? null : operation.cid();
        Content content =
            action == Operation.DELETE ? Content.NONE : content(cid, blocks, read.tooBig);
        events.add(
            new BlueskyEvent.Commit(
                did,
                position,
                rev,
                action,
                operation.collection(),
                operation.rkey(),
                cid == null ? null : cid.text(),
                content.record(),
                i,
                operations.size(),
                content.defect(),
                null));
      }
    }
    return events.isEmpty() ? List.of(new BlueskyEvent.Skipped(did, position, null)) : events;
  }

  /** A record, or why there is none. */
  private record Content(@Nullable ObjectNode record, @Nullable String defect) {
    private static final Content NONE = new Content(null, null);
  }

  private static Content content(@Nullable Cid cid, CarBlocks blocks, boolean tooBig) {
    if (cid == null) {
      return new Content(null, "the operation names no record");
    }
    try {
      return new Content(blocks.record(cid), null);
    } catch (IOException | RuntimeException e) {
      String defect = tooBig ? "the commit was too big for its stream" : Frame.reason(e);
      return new Content(null, defect);
    }
  }
}
