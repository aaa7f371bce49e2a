package dev.veery.engine.observe;

import dev.veery.postgres.run.RunListener;

/** Hears of a run, and sends what it has gathered when it is closed. */
public interface Watcher extends RunListener, AutoCloseable {}
