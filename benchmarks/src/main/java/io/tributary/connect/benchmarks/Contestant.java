package io.tributary.connect.benchmarks;

import java.util.concurrent.Callable;

/**
 * One way of doing the work.
 *
 * @param name how the tables call it
 * @param measurement does all the work once
 */
record Contestant(String name, Callable<Leg> measurement) {}
