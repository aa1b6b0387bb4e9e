package io.tributary.connect.benchmarks;

/**
 * One row: a random key and six columns of 200 bytes together.
 *
 * @param uri the key, 70 bytes
 */
record Post(
    String uri,
    String author,
    String createdAt,
    long likes,
    double score,
    boolean edited,
    String text) {}
