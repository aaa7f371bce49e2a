/** From catalogs to SQL: a whole one as the script that builds it. */
@NullMarked
package dev.veery.core.diff;

import org.jspecify.annotations.NullMarked;
