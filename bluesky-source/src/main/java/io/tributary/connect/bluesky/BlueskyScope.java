package io.tributary.connect.bluesky;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The collections and the accounts that the configuration names. */
final class BlueskyScope implements StreamScope {
  private static final String REPOSTS = "app.bsky.feed.repost";
  private static final String WILDCARD = ".*";

  private final Set<String> collections = new HashSet<>();
  private final List<String> prefixes = new ArrayList<>();
  private final boolean includeReposts;
  private final Predicate<String> accounts;

  /**
   * Prepares the scope.
   *
   * @param collections names, or beginnings such as {@code app.bsky.feed.*}; empty for all
   * @param accounts tells by its DID whether an account is wanted
   */
  BlueskyScope(List<String> collections, boolean includeReposts, Predicate<String> accounts) {
    this.includeReposts = includeReposts;
    this.accounts = accounts;
    for (String collection : collections) {
      if (collection.endsWith(WILDCARD)) {
        prefixes.add(collection.substring(0, collection.length() - 1));
      } else {
        this.collections.add(collection);
      }
    }
  }

  @Override
  public boolean contains(String did, String collection) {
    return containsCollection(collection) && accounts.test(did);
  }

  private boolean containsCollection(String collection) {
    if (!includeReposts && collection.equals(REPOSTS)) {
      return false;
    }
    return (collections.isEmpty() && prefixes.isEmpty())
        || collections.contains(collection)
        || prefixes.stream().anyMatch(collection::startsWith);
  }
}
