package dev.veery.core.lint.state;

import dev.veery.core.sql.ast.AccessStatement.CreatePolicy;

/** A row security policy of a table. */
public record PolicyState(String name, CreatePolicy definition) {}
