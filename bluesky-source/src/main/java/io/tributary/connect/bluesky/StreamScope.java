package io.tributary.connect.bluesky;

/**
 * What the connector is asked for, told before a record is read: the rest is passed without looking
 * at it.
 */
@FunctionalInterface
interface StreamScope {
  StreamScope EVERYTHING = (did, collection) -> true;

  boolean contains(String did, String collection);
}
