@NullMarked
package dev.veery.core.lint.rule;

import org.jspecify.annotations.NullMarked;
