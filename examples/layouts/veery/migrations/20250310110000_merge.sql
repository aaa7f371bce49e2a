-- Migration: merge members and copies
-- Author: Ines Duarte <ines@example.org>
-- Parents: 20250308090000, 20250309100000
-- veery: nothing-to-undo

-- Up Migration

-- Down Migration
