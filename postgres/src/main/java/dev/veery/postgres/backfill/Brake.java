package dev.veery.postgres.backfill;

/**
 * How much slower than it could a backfill goes, and why.
 *
 * @param hold whether no batch may begin
 * @param rest how long to rest after a batch, as a multiple of what it took
 * @param shorter what a batch may take, as a part of what it may take otherwise
 * @param reason in words; empty for none
 */
record Brake(boolean hold, double rest, double shorter, String reason) {

  static final Brake OFF = new Brake(false, 0, 1, "");
}
