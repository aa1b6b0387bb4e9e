package io.tributary.connect.mastodon;

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
   * @throws org.apache.kafka.connect.errors.DataException if there is nothing to post, or too much
   */
  StatusPlan plan(Draft draft) {
    boolean quotesNatively = quotedId(draft) != null;
    return rules.plan(draft, quotesNatively ? null : quoteLink(draft), server.session().limits());
  }

  /** Returns the status that a new one can quote natively, null if there is none. */
  @Nullable String quotedId(Draft draft) {
    StateEntry quoted = state.find(draft.quoted());
    return quoted == null || quoted.parts().isEmpty() || !server.session().limits().quotes()
        ? null
        : quoted.parts().get(0).id();
  }

  private @Nullable String quoteLink(Draft draft) {
    StateEntry quoted = state.find(draft.quoted());
    String mirrored =
        quoted == null || quoted.parts().isEmpty() ? null : quoted.parts().get(0).url();
    return mirrored != null ? mirrored : draft.quoteUrl();
  }
}
