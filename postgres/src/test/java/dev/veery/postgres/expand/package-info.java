@NullMarked
package dev.veery.postgres.expand;

import org.jspecify.annotations.NullMarked;
