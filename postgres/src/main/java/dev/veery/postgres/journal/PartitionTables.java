package dev.veery.postgres.journal;

/** The journal's part about the upkeep of partitions: an entry in the audit for each. */
final class PartitionTables {

  private PartitionTables() {}

  static final String CREATION =
      """

      CREATE FUNCTION {schema}.record_upkeep(
        p_token bigint, p_run bigint, p_what text, p_whole boolean, p_statements text[]
      ) RETURNS void LANGUAGE plpgsql AS $upkeep$
      BEGIN
        PERFORM {schema}.fence(p_token);
        PERFORM {schema}.audit_append('run', p_run, 'partition', p_what, clock_timestamp(),
          json_build_object('whole', p_whole, 'statements', to_json(p_statements)));
      END
      $upkeep$;;
      COMMENT ON FUNCTION {schema}.record_upkeep IS 'Appends what was done to a partition to the audit, in the transaction that does it; p_whole is false where more of it follows.';;
      """;
}
