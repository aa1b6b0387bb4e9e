package io.tributary.connect.mastodon;

import java.util.List;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Plans the statuses of drafts, with what is known of the server and of what they quote. */
final class StatusPlanner {
  private final StatusPlan.Rules rules;
  private final MastodonState state;
  private final MastodonServer server;

  StatusPlanner(MastodonSinkConfig config, MastodonState state, MastodonServer server) {
    this.rules = new StatusPlan.Rules(config.overflow(), config.splitNumbers(), config.splitMax());
    this.state = state;
    this.server = server;
  }

  /**
   * Plans the statuses.
   *
   * @param quotes whether the quote may be a native one
   * @throws DataException if there is nothing to post, or too much
   */
  StatusPlan plan(Draft draft, boolean quotes) {
    boolean quotesNatively = quotes && quotedId(draft) != null;
    try {
      return rules.plan(draft, quotesNatively ? null : quoteLink(draft), limits());
    } catch (StackOverflowError e) {
      throw new DataException("its text is more than can be worked through", e);
    }
  }

  /** Returns what the statuses of a plan will be recognised by. */
  List<StatusMark> marks(StatusPlan plan) {
    return plan.marks(limits());
  }

  /** Returns the status that a new one can quote natively, null if there is none. */
  @Nullable String quotedId(Draft draft) {
    // Nobody can quote for a few, and a status that says nothing itself keeps the link.
    if (draft.visibility() == Visibility.DIRECT || draft.text().isBlank() || !limits().quotes()) {
      return null;
    }
    StateEntry quoted = state.find(draft.quoted());
    return quoted == null || quoted.parts().isEmpty() ? null : quoted.parts().get(0).id();
  }

  private InstanceLimits limits() {
    return server.session().limits();
  }

  private @Nullable String quoteLink(Draft draft) {
    StateEntry quoted = state.find(draft.quoted());
    String mirrored =
        quoted == null || quoted.parts().isEmpty() ? null : quoted.parts().get(0).url();
    return mirrored != null ? mirrored : draft.quoteUrl();
  }
}
