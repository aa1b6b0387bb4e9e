package io.tributary.connect.mastodon;

import java.util.List;
import java.util.Objects;
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
   * A plan, and what it holds for.
   *
   * @param fingerprints of the texts of all parts
   */
  record Planned(
      StatusPlan plan,
      List<String> fingerprints,
      @Nullable String quoteLink,
      InstanceLimits limits) {
    Planned {
      fingerprints = List.copyOf(fingerprints);
    }
  }

  /**
   * Plans the statuses.
   *
   * @param earlier what was planned for this draft before, which mostly still holds
   * @throws org.apache.kafka.connect.errors.DataException if there is nothing to post, or too much
   */
  Planned plan(Draft draft, @Nullable Planned earlier) {
    String quoteLink = quotedId(draft) != null ? null : quoteLink(draft);
    InstanceLimits limits = server.session().limits();
    if (earlier != null
        && earlier.limits().equals(limits)
        && Objects.equals(earlier.quoteLink(), quoteLink)) {
      return earlier;
    }
    StatusPlan plan = rules.plan(draft, quoteLink, limits);
    return new Planned(plan, plan.fingerprints(), quoteLink, limits);
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
