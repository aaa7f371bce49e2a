@NullMarked
package dev.veery.core.lint;

import org.jspecify.annotations.NullMarked;
