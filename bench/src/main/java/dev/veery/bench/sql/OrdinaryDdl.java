package dev.veery.bench.sql;

import java.nio.charset.StandardCharsets;

/**
 * A script such as people write: tables, constraints, indexes, comments, a function, a few rows.
 */
final class OrdinaryDdl {

  private OrdinaryDdl() {}

  /** At least {@code bytes} bytes of it, always the same. */
  static byte[] script(int bytes) {
    StringBuilder sql = new StringBuilder(bytes + 2048);
    for (int i = 0; sql.length() < bytes; i++) {
      sql.append(module(i));
    }
    return sql.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String module(int i) {
    return """
    -- Orders of region %1$d
    CREATE TABLE IF NOT EXISTS shop.orders_%1$d (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      customer_id bigint NOT NULL REFERENCES shop.customers_%1$d (id) ON DELETE CASCADE,
      placed_at timestamptz NOT NULL DEFAULT now(),
      total numeric(12, 2) NOT NULL DEFAULT 0 CHECK (total >= 0),
      state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'paid', 'sent', 'it''s lost')),
      note text,
      CONSTRAINT orders_%1$d_paid CHECK (state <> 'paid' OR total > 0)
    );
    CREATE INDEX CONCURRENTLY orders_%1$d_customer_idx ON shop.orders_%1$d (customer_id, placed_at DESC)
      WHERE state <> 'sent';
    ALTER TABLE shop.orders_%1$d ADD COLUMN priority integer DEFAULT 5, ALTER COLUMN note SET NOT NULL;
    COMMENT ON TABLE shop.orders_%1$d IS 'What customers of region %1$d have ordered';
    /* The trigger keeps the total up to date. */
    CREATE OR REPLACE FUNCTION shop.total_%1$d() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE shop.orders_%1$d SET total = (SELECT sum(price) FROM shop.lines_%1$d WHERE order_id = NEW.id);
      RETURN NEW;
    END
    $$;
    INSERT INTO shop.states_%1$d (name, rank) VALUES ('new', 1), ('paid', 2), ('sent', 3);
    DROP VIEW IF EXISTS shop.open_orders_%1$d;
    CREATE VIEW shop.open_orders_%1$d AS
      SELECT o.id, o.total::float8 AS total, c.name FROM shop.orders_%1$d o
      JOIN shop.customers_%1$d c ON c.id = o.customer_id WHERE o.state <> 'sent';

    """
        .formatted(i);
  }
}
