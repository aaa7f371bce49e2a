@NullMarked
package dev.veery.cli;

import org.jspecify.annotations.NullMarked;
