package io.tributary.connect.mastodon;

import io.tributary.connect.mastodon.StateEntry.PostedMedia;
import java.util.List;
import okhttp3.FormBody;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** The parameters of a status. A form is what every server reads. */
final class StatusForm {
  private final FormBody.Builder form = new FormBody.Builder();

  StatusForm(
      Draft draft,
      String spoiler,
      @Nullable String language,
      StatusPlan.Part part,
      List<PostedMedia> media) {
    form.add("status", part.words(spoiler, !media.isEmpty()));
    media.forEach(medium -> form.add("media_ids[]", medium.id()));
    form.add("sensitive", Boolean.toString(draft.sensitive() || !spoiler.isBlank()));
    form.add("spoiler_text", part.warning(spoiler, !media.isEmpty()));
    addIfPresent("language", language);
  }

  /** What only a new status can say. */
  StatusForm asNew(Visibility visibility, @Nullable String parentId, @Nullable String quotedId) {
    form.add("visibility", visibility.text());
    addIfPresent("in_reply_to_id", parentId);
    addIfPresent("quoted_status_id", quotedId);
    return this;
  }

  RequestBody body() {
    return form.build();
  }

  private void addIfPresent(String name, @Nullable String value) {
    if (value != null) {
      form.add(name, value);
    }
  }
}
