/** What a check answers: lines with a level, for people and for programs. */
@NullMarked
package dev.veery.core.verify;

import org.jspecify.annotations.NullMarked;
