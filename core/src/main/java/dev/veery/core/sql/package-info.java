/**
 * PostgreSQL's lexical rules: tokens, scripts cut into statements as psql cuts them, statements
 * understood.
 */
@NullMarked
package dev.veery.core.sql;

import org.jspecify.annotations.NullMarked;
