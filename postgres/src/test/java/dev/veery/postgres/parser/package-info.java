/** The statement parser judged by the server. */
@NullMarked
package dev.veery.postgres.parser;

import org.jspecify.annotations.NullMarked;
