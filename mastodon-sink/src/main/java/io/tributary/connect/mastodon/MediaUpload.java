package io.tributary.connect.mastodon;

import java.time.Instant;

/** How far a picture or video has got. */
sealed interface MediaUpload {

  /** The server did not answer; the next try may do better. */
  record Untaken(int tries) implements MediaUpload {}

  /** The server has it and is not done with it. */
  record Processing(String id, Instant deadline) implements MediaUpload {}

  record Ready(String id) implements MediaUpload {}

  record Failed(String reason) implements MediaUpload {}
}
