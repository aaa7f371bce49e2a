package dev.veery.postgres.journal;

/** The journal's part about the forms in which migrations run. */
final class OnlineTables {

  private OnlineTables() {}

  static final String CREATION =
      """

      CREATE TABLE {schema}.online_form (
        run_id bigint NOT NULL,
        version text NOT NULL,
        hashes text[] NOT NULL,
        forms text[] NOT NULL,
        leftovers text[] NOT NULL,
        PRIMARY KEY (run_id, version)
      );;
      COMMENT ON TABLE {schema}.online_form IS 'The form in which a migration was run where that was not the form in its file; written before its first statement, so that a later run goes on in the same one.';;
      COMMENT ON COLUMN {schema}.online_form.run_id IS 'The run in which it began.';;
      COMMENT ON COLUMN {schema}.online_form.version IS 'The migration.';;
      COMMENT ON COLUMN {schema}.online_form.hashes IS 'Of the statements in the file, in order.';;
      COMMENT ON COLUMN {schema}.online_form.forms IS 'What ran in place of each; empty for what ran as it is written.';;
      COMMENT ON COLUMN {schema}.online_form.leftovers IS 'What removes the things that each form needs only while it runs; for a migration that is taken back half done.';;

      CREATE FUNCTION {schema}.record_form(
        p_token bigint, p_run bigint, p_version text, p_hashes text[], p_forms text[], p_leftovers text[]
      ) RETURNS void LANGUAGE plpgsql AS $form$
      BEGIN
        PERFORM {schema}.fence(p_token);
        INSERT INTO {schema}.online_form (run_id, version, hashes, forms, leftovers)
        VALUES (coalesce((SELECT run_id FROM {schema}.migration WHERE version = p_version), p_run),
          p_version, p_hashes, p_forms, p_leftovers)
        ON CONFLICT (run_id, version) DO UPDATE
        SET (hashes, forms, leftovers) = (excluded.hashes, excluded.forms, excluded.leftovers);
      END
      $form$;;
      COMMENT ON FUNCTION {schema}.record_form IS 'Keeps the form in which a migration runs; called before its first record.';;
      """;
}
